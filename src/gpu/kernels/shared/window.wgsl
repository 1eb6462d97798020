// Square windows of params.radius around the cells of a grid of params.columns × params.rows.

// From `first` to `last`, both (column, row) and within, as far as the window lies on the grid.
struct Window {
  first: vec2u,
  last: vec2u,
  cells: f32,
}

fn window_around(n: u32) -> Window {
  let at = vec2u(n % params.columns, n / params.columns);
  let first = vec2u(max(vec2i(at) - i32(params.radius), vec2i(0)));
  let last = min(at + params.radius, vec2u(params.columns, params.rows) - 1u);
  return Window(first, last, f32((last.x - first.x + 1u) * (last.y - first.y + 1u)));
}

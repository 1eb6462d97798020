// Rows of A where their length and offset are multiples of four.
@group(0) @binding(1) var<storage, read> a: array<vec4f>;

// A[row, k … k + 3]
fn load_a(row: u32, k: u32) -> vec4f {
  return a[(params.a_offset + row * params.tokens + k) / 4u];
}

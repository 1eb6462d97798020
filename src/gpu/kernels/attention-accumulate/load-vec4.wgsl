// Rows of Q and K where head size and offsets are multiples of four.
@group(0) @binding(1) var<storage, read> q: array<vec4f>;
@group(0) @binding(2) var<storage, read> k: array<vec4f>;

// Four consecutive elements of Q from element `start` on, the first being number `d` of its head.
fn load_q(start: u32, d: u32) -> vec4f {
  return q[(start + d) / 4u];
}

fn load_k(start: u32, d: u32) -> vec4f {
  return k[(start + d) / 4u];
}

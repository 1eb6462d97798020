// Rows of Q and K of any head size: elements past the head's end read as zero.
@group(0) @binding(1) var<storage, read> q: array<f32>;
@group(0) @binding(2) var<storage, read> k: array<f32>;

// Four consecutive elements of Q from element `start + d` on, `d` being the first one's number in its head.
fn load_q(start: u32, d: u32) -> vec4f {
  var quad = vec4f();
  for (var i = 0u; i < min(4u, HEAD_DIM - d); i++) {
    quad[i] = q[start + d + i];
  }
  return quad;
}

fn load_k(start: u32, d: u32) -> vec4f {
  var quad = vec4f();
  for (var i = 0u; i < min(4u, HEAD_DIM - d); i++) {
    quad[i] = k[start + d + i];
  }
  return quad;
}

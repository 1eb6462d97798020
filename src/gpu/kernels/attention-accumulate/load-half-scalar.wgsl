// fp16 rows of Q and K, two elements to a word, of any head size and offset: elements past the head's end read as zero.
@group(0) @binding(1) var<storage, read> q: array<u32>;
@group(0) @binding(2) var<storage, read> k: array<u32>;

// Four consecutive elements of Q from element `start + d` on, `d` being the first one's number in its head.
fn load_q(start: u32, d: u32) -> vec4f {
  var quad = vec4f();
  for (var i = 0u; i < min(4u, HEAD_DIM - d); i++) {
    let element = start + d + i;
    quad[i] = unpack2x16float(q[element / 2u])[element % 2u];
  }
  return quad;
}

fn load_k(start: u32, d: u32) -> vec4f {
  var quad = vec4f();
  for (var i = 0u; i < min(4u, HEAD_DIM - d); i++) {
    let element = start + d + i;
    quad[i] = unpack2x16float(k[element / 2u])[element % 2u];
  }
  return quad;
}

// fp16 rows of Q and K, two elements to a word, where head size and offsets are multiples of four.
@group(0) @binding(1) var<storage, read> q: array<vec2u>;
@group(0) @binding(2) var<storage, read> k: array<vec2u>;

// Four consecutive elements of Q from element `start` on, the first being number `d` of its head.
fn load_q(start: u32, d: u32) -> vec4f {
  let words = q[(start + d) / 4u];
  return vec4f(unpack2x16float(words.x), unpack2x16float(words.y));
}

fn load_k(start: u32, d: u32) -> vec4f {
  let words = k[(start + d) / 4u];
  return vec4f(unpack2x16float(words.x), unpack2x16float(words.y));
}

// The lowest and the highest of a class's scores. Needs params.tokens and, from the kernel, `score(c, n)`: class c at token n.

var<workgroup> lowest: array<f32, WORKGROUP>;
var<workgroup> highest: array<f32, WORKGROUP>;

// (lowest, highest) over all tokens. The workgroup's invocations share the work, so all must arrive here, with one class.
fn score_range(c: u32, lane: u32) -> vec2f {
  var low = score(c, min(lane, params.tokens - 1u));
  var high = low;
  for (var n = lane; n < params.tokens; n += WORKGROUP) {
    let value = score(c, n);
    low = min(low, value);
    high = max(high, value);
  }
  lowest[lane] = low;
  highest[lane] = high;
  workgroupBarrier();
  for (var i = 0u; i < WORKGROUP; i++) {
    low = min(low, lowest[i]);
    high = max(high, highest[i]);
  }
  return vec2f(low, high);
}

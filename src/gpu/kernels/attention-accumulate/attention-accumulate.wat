;; out[n,m] = weight · Σₕ softmaxₘ(scale · qₕ[n]·kₕ[m]) for a few queries at a time, whose scores stay in the second-level cache.
;;
;; Keys lie in panels of eight, [heads, ⌈keys/8⌉, headDim, 8], times scale·log₂e already, the last key repeated up to a whole panel.
;; Rows of scores and of out are whole panels long. Threads share the memory, each with an instance and a scratch of its own. All
;; addresses are in bytes; panels, rows of scores and of out begin at multiples of 16.
(module
  (import "threads" "memory" (memory 1 65536 shared))

  ;; Panels from K [keys, heads·headDim].
  (func (export "packKeys")
    (param $k i32) (param $panels i32) (param $keys i32) (param $heads i32) (param $headDim i32) (param $factor f32)
    (local $head i32) (local $key i32) (local $stride i32)
    (local.set $stride (i32.shl (i32.mul (local.get $heads) (local.get $headDim)) (i32.const 2)))
    (loop $allHeads
      (local.set $key (i32.const 0))
      (loop $allKeys
        (call $packPanel
          (local.get $k) (local.get $stride) (local.get $panels) (local.get $key) (local.get $keys)
          (local.get $headDim) (f32x4.splat (local.get $factor)))
        (local.set $panels (i32.add (local.get $panels) (i32.shl (local.get $headDim) (i32.const 5))))
        (br_if $allKeys (i32.lt_u (local.tee $key (i32.add (local.get $key) (i32.const 8))) (local.get $keys))))
      (local.set $k (i32.add (local.get $k) (i32.shl (local.get $headDim) (i32.const 2))))
      (br_if $allHeads (i32.lt_u (local.tee $head (i32.add (local.get $head) (i32.const 1))) (local.get $heads)))))

  ;; Where key $key begins, or the last one if there are not so many.
  (func $keyAt (param $k i32) (param $stride i32) (param $key i32) (param $keys i32) (result i32)
    (i32.add
      (local.get $k)
      (i32.mul
        (local.get $stride)
        (select
          (local.get $key)
          (i32.sub (local.get $keys) (i32.const 1))
          (i32.lt_u (local.get $key) (local.get $keys))))))

  ;; The panel of the keys from $key on; four keys by four elements are turned in registers.
  (func $packPanel
    (param $k i32) (param $stride i32) (param $panel i32) (param $key i32) (param $keys i32)
    (param $headDim i32) (param $factors v128)
    (local $half i32) (local $to i32) (local $d i32) (local $left i32)
    (local $p0 i32) (local $p1 i32) (local $p2 i32) (local $p3 i32)
    (local $r0 v128) (local $r1 v128) (local $r2 v128) (local $r3 v128)
    (local $t0 v128) (local $t1 v128) (local $t2 v128) (local $t3 v128)
    (loop $halves
      (local.set $p0 (call $keyAt (local.get $k) (local.get $stride) (local.get $key) (local.get $keys)))
      (local.set $p1 (call $keyAt (local.get $k) (local.get $stride) (i32.add (local.get $key) (i32.const 1)) (local.get $keys)))
      (local.set $p2 (call $keyAt (local.get $k) (local.get $stride) (i32.add (local.get $key) (i32.const 2)) (local.get $keys)))
      (local.set $p3 (call $keyAt (local.get $k) (local.get $stride) (i32.add (local.get $key) (i32.const 3)) (local.get $keys)))
      (local.set $to (i32.add (local.get $panel) (local.get $half)))
      (local.set $d (i32.const 0))
      (block $fewerThanFour
        (loop $fours
          (br_if $fewerThanFour (i32.gt_u (i32.add (local.get $d) (i32.const 4)) (local.get $headDim)))
          (local.set $r0 (f32x4.mul (local.get $factors) (v128.load (local.get $p0))))
          (local.set $r1 (f32x4.mul (local.get $factors) (v128.load (local.get $p1))))
          (local.set $r2 (f32x4.mul (local.get $factors) (v128.load (local.get $p2))))
          (local.set $r3 (f32x4.mul (local.get $factors) (v128.load (local.get $p3))))
          (local.set $t0 (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $r0) (local.get $r1)))
          (local.set $t1 (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $r0) (local.get $r1)))
          (local.set $t2 (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $r2) (local.get $r3)))
          (local.set $t3 (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $r2) (local.get $r3)))
          (v128.store (local.get $to)
            (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $t0) (local.get $t2)))
          (v128.store offset=32 (local.get $to)
            (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $t0) (local.get $t2)))
          (v128.store offset=64 (local.get $to)
            (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $t1) (local.get $t3)))
          (v128.store offset=96 (local.get $to)
            (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $t1) (local.get $t3)))
          (local.set $p0 (i32.add (local.get $p0) (i32.const 16)))
          (local.set $p1 (i32.add (local.get $p1) (i32.const 16)))
          (local.set $p2 (i32.add (local.get $p2) (i32.const 16)))
          (local.set $p3 (i32.add (local.get $p3) (i32.const 16)))
          (local.set $to (i32.add (local.get $to) (i32.const 128)))
          (local.set $d (i32.add (local.get $d) (i32.const 4)))
          (br $fours)))
      (block $noneLeft
        (loop $rest
          (br_if $noneLeft (i32.ge_u (local.get $d) (local.get $headDim)))
          (v128.store (local.get $to)
            (f32x4.mul
              (local.get $factors)
              (v128.load32_lane 3 (local.get $p3)
                (v128.load32_lane 2 (local.get $p2)
                  (v128.load32_lane 1 (local.get $p1) (v128.load32_zero (local.get $p0)))))))
          (local.set $p0 (i32.add (local.get $p0) (i32.const 4)))
          (local.set $p1 (i32.add (local.get $p1) (i32.const 4)))
          (local.set $p2 (i32.add (local.get $p2) (i32.const 4)))
          (local.set $p3 (i32.add (local.get $p3) (i32.const 4)))
          (local.set $to (i32.add (local.get $to) (i32.const 32)))
          (local.set $d (i32.add (local.get $d) (i32.const 1)))
          (br $rest)))
      (local.set $key (i32.add (local.get $key) (i32.const 4)))
      (br_if $halves (i32.lt_u (local.tee $half (i32.add (local.get $half) (i32.const 16))) (i32.const 32)))))

  ;; Scores of four queries, $qStride apart, with the eight keys of a panel; $peaks keeps the largest in each lane of each query.
  (func $scoreBlock
    (param $q i32) (param $qStride i32) (param $panel i32) (param $panelEnd i32)
    (param $scores i32) (param $scoreStride i32) (param $peaks i32)
    (local $q1 i32) (local $q2 i32) (local $q3 i32) (local $k0 v128) (local $k1 v128) (local $one v128)
    (local $s00 v128) (local $s01 v128) (local $s10 v128) (local $s11 v128)
    (local $s20 v128) (local $s21 v128) (local $s30 v128) (local $s31 v128)
    (local.set $q1 (i32.add (local.get $q) (local.get $qStride)))
    (local.set $q2 (i32.add (local.get $q1) (local.get $qStride)))
    (local.set $q3 (i32.add (local.get $q2) (local.get $qStride)))
    (loop $elements
      (local.set $k0 (v128.load (local.get $panel)))
      (local.set $k1 (v128.load offset=16 (local.get $panel)))
      (local.set $one (v128.load32_splat (local.get $q)))
      (local.set $s00 (f32x4.add (local.get $s00) (f32x4.mul (local.get $one) (local.get $k0))))
      (local.set $s01 (f32x4.add (local.get $s01) (f32x4.mul (local.get $one) (local.get $k1))))
      (local.set $one (v128.load32_splat (local.get $q1)))
      (local.set $s10 (f32x4.add (local.get $s10) (f32x4.mul (local.get $one) (local.get $k0))))
      (local.set $s11 (f32x4.add (local.get $s11) (f32x4.mul (local.get $one) (local.get $k1))))
      (local.set $one (v128.load32_splat (local.get $q2)))
      (local.set $s20 (f32x4.add (local.get $s20) (f32x4.mul (local.get $one) (local.get $k0))))
      (local.set $s21 (f32x4.add (local.get $s21) (f32x4.mul (local.get $one) (local.get $k1))))
      (local.set $one (v128.load32_splat (local.get $q3)))
      (local.set $s30 (f32x4.add (local.get $s30) (f32x4.mul (local.get $one) (local.get $k0))))
      (local.set $s31 (f32x4.add (local.get $s31) (f32x4.mul (local.get $one) (local.get $k1))))
      (local.set $q (i32.add (local.get $q) (i32.const 4)))
      (local.set $q1 (i32.add (local.get $q1) (i32.const 4)))
      (local.set $q2 (i32.add (local.get $q2) (i32.const 4)))
      (local.set $q3 (i32.add (local.get $q3) (i32.const 4)))
      (br_if $elements
        (i32.lt_u (local.tee $panel (i32.add (local.get $panel) (i32.const 32))) (local.get $panelEnd))))
    (v128.store (local.get $scores) (local.get $s00))
    (v128.store offset=16 (local.get $scores) (local.get $s01))
    (v128.store (local.get $peaks)
      (f32x4.pmax (v128.load (local.get $peaks)) (f32x4.pmax (local.get $s00) (local.get $s01))))
    (local.set $scores (i32.add (local.get $scores) (local.get $scoreStride)))
    (v128.store (local.get $scores) (local.get $s10))
    (v128.store offset=16 (local.get $scores) (local.get $s11))
    (v128.store offset=16 (local.get $peaks)
      (f32x4.pmax (v128.load offset=16 (local.get $peaks)) (f32x4.pmax (local.get $s10) (local.get $s11))))
    (local.set $scores (i32.add (local.get $scores) (local.get $scoreStride)))
    (v128.store (local.get $scores) (local.get $s20))
    (v128.store offset=16 (local.get $scores) (local.get $s21))
    (v128.store offset=32 (local.get $peaks)
      (f32x4.pmax (v128.load offset=32 (local.get $peaks)) (f32x4.pmax (local.get $s20) (local.get $s21))))
    (local.set $scores (i32.add (local.get $scores) (local.get $scoreStride)))
    (v128.store (local.get $scores) (local.get $s30))
    (v128.store offset=16 (local.get $scores) (local.get $s31))
    (v128.store offset=48 (local.get $peaks)
      (f32x4.pmax (v128.load offset=48 (local.get $peaks)) (f32x4.pmax (local.get $s30) (local.get $s31)))))

  ;; scores[m] = 2^(scores[m] − $peak), and their sum. A power x ≤ 0 is n + f with n whole and |f| ≤ ½: adding 1.5·2²³ rounds it and
  ;; leaves n in the low bits, which go into the exponent of a polynomial for 2ᶠ (minimax; 2e-7 of the value at most). What is no
  ;; number stays none.
  (func $exponentials (param $scores i32) (param $end i32) (param $peak f32) (result f32)
    (local $x v128) (local $shifted v128) (local $sum v128) (local $peaks v128) (local $magic v128)
    (local.set $peaks (f32x4.splat (local.get $peak)))
    (local.set $magic (f32x4.splat (f32.const 12582912)))
    (loop $vectors
      (local.set $x
        (f32x4.pmax
          (f32x4.sub (v128.load (local.get $scores)) (local.get $peaks))
          (f32x4.splat (f32.const -126))))
      (local.set $shifted (f32x4.add (local.get $x) (local.get $magic)))
      (local.set $x (f32x4.sub (local.get $x) (f32x4.sub (local.get $shifted) (local.get $magic))))
      (local.set $x
        (i32x4.add
          (i32x4.shl (local.get $shifted) (i32.const 23))
          (f32x4.add
            (f32x4.splat (f32.const 1))
            (f32x4.mul
              (local.get $x)
              (f32x4.add
                (f32x4.splat (f32.const 0.693147))
                (f32x4.mul
                  (local.get $x)
                  (f32x4.add
                    (f32x4.splat (f32.const 0.24022242))
                    (f32x4.mul
                      (local.get $x)
                      (f32x4.add
                        (f32x4.splat (f32.const 0.055507336))
                        (f32x4.mul
                          (local.get $x)
                          (f32x4.add
                            (f32x4.splat (f32.const 0.009671513))
                            (f32x4.mul (local.get $x) (f32x4.splat (f32.const 0.0013264726)))))))))))))) 
      (v128.store (local.get $scores) (local.get $x))
      (local.set $sum (f32x4.add (local.get $sum) (local.get $x)))
      (br_if $vectors
        (i32.lt_u (local.tee $scores (i32.add (local.get $scores) (i32.const 16))) (local.get $end))))
    (f32.add
      (f32.add (f32x4.extract_lane 0 (local.get $sum)) (f32x4.extract_lane 1 (local.get $sum)))
      (f32.add (f32x4.extract_lane 2 (local.get $sum)) (f32x4.extract_lane 3 (local.get $sum)))))

  ;; out[m] = $factor · scores[m], and out[m] += …
  (func $setRow (param $out i32) (param $scores i32) (param $end i32) (param $factors v128)
    (loop $vectors
      (v128.store (local.get $out) (f32x4.mul (local.get $factors) (v128.load (local.get $scores))))
      (local.set $out (i32.add (local.get $out) (i32.const 16)))
      (br_if $vectors
        (i32.lt_u (local.tee $scores (i32.add (local.get $scores) (i32.const 16))) (local.get $end)))))
  (func $addRow (param $out i32) (param $scores i32) (param $end i32) (param $factors v128)
    (loop $vectors
      (v128.store (local.get $out)
        (f32x4.add (v128.load (local.get $out)) (f32x4.mul (local.get $factors) (v128.load (local.get $scores)))))
      (local.set $out (i32.add (local.get $out) (i32.const 16)))
      (br_if $vectors
        (i32.lt_u (local.tee $scores (i32.add (local.get $scores) (i32.const 16))) (local.get $end)))))

  ;; $rows rows of out, a multiple of four, from the queries from $q on. $scratch holds a peak for each row (16 bytes), and then
  ;; their scores.
  (func $mapRows
    (param $q i32) (param $panel i32) (param $out i32) (param $scratch i32)
    (param $rows i32) (param $keys i32) (param $heads i32) (param $headDim i32) (param $weight f32)
    (local $qStride i32) (local $panelBytes i32) (local $rowBytes i32) (local $scores i32) (local $head i32)
    (local $column i32) (local $row i32) (local $peak v128) (local $line i32) (local $at i32) (local $end i32) (local $factors v128)
    (local.set $qStride (i32.shl (i32.mul (local.get $heads) (local.get $headDim)) (i32.const 2)))
    (local.set $panelBytes (i32.shl (local.get $headDim) (i32.const 5)))
    (local.set $rowBytes (i32.shl (i32.and (i32.add (local.get $keys) (i32.const 7)) (i32.const -8)) (i32.const 2)))
    (local.set $scores (i32.add (local.get $scratch) (i32.shl (local.get $rows) (i32.const 4))))
    (loop $allHeads
      (local.set $row (i32.const 0))
      (loop $allPeaks
        (v128.store (i32.add (local.get $scratch) (i32.shl (local.get $row) (i32.const 4))) (f32x4.splat (f32.const -inf)))
        (br_if $allPeaks (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $rows))))

      (local.set $column (i32.const 0))
      (loop $allPanels
        (local.set $row (i32.const 0))
        (loop $rowBlocks
          (call $scoreBlock
            (i32.add (local.get $q) (i32.mul (local.get $row) (local.get $qStride)))
            (local.get $qStride)
            (local.get $panel)
            (i32.add (local.get $panel) (local.get $panelBytes))
            (i32.add (i32.add (local.get $scores) (local.get $column)) (i32.mul (local.get $row) (local.get $rowBytes)))
            (local.get $rowBytes)
            (i32.add (local.get $scratch) (i32.shl (local.get $row) (i32.const 4))))
          (br_if $rowBlocks (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 4))) (local.get $rows))))
        (local.set $panel (i32.add (local.get $panel) (local.get $panelBytes)))
        (br_if $allPanels
          (i32.lt_u (local.tee $column (i32.add (local.get $column) (i32.const 32))) (local.get $rowBytes))))

      (local.set $row (i32.const 0))
      (local.set $line (local.get $scores))
      (loop $allRows
        (local.set $end (i32.add (local.get $line) (local.get $rowBytes)))
        ;; What a repeated key scored counts for nothing.
        (local.set $at (i32.add (local.get $line) (i32.shl (local.get $keys) (i32.const 2))))
        (block $noPadding
          (loop $padding
            (br_if $noPadding (i32.ge_u (local.get $at) (local.get $end)))
            (f32.store (local.get $at) (f32.const -3e38))
            (local.set $at (i32.add (local.get $at) (i32.const 4)))
            (br $padding)))
        (local.set $peak (v128.load (i32.add (local.get $scratch) (i32.shl (local.get $row) (i32.const 4)))))
        (local.set $factors
          (f32x4.splat
            (f32.div
              (local.get $weight)
              (call $exponentials
                (local.get $line)
                (local.get $end)
                (f32.max
                  (f32.max (f32x4.extract_lane 0 (local.get $peak)) (f32x4.extract_lane 1 (local.get $peak)))
                  (f32.max (f32x4.extract_lane 2 (local.get $peak)) (f32x4.extract_lane 3 (local.get $peak))))))))
        (local.set $at (i32.add (local.get $out) (i32.mul (local.get $row) (local.get $rowBytes))))
        (if (local.get $head)
          (then (call $addRow (local.get $at) (local.get $line) (local.get $end) (local.get $factors)))
          (else (call $setRow (local.get $at) (local.get $line) (local.get $end) (local.get $factors))))
        (local.set $line (local.get $end))
        (br_if $allRows (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $rows))))

      (local.set $q (i32.add (local.get $q) (i32.shl (local.get $headDim) (i32.const 2))))
      (br_if $allHeads (i32.lt_u (local.tee $head (i32.add (local.get $head) (i32.const 1))) (local.get $heads)))))

  ;; Block $block of the task: its rows of out. Words of the task, from $task on: addresses of Q, the panels, out and the first
  ;; thread's scratch, bytes from one scratch to the next, rows of a block, keys, heads, headDim, and weight as fp32.
  (func (export "runBlock") (param $task i32) (param $block i32) (param $thread i32)
    (local $row i32)
    (local.set $row (i32.mul (local.get $block) (i32.load offset=20 (local.get $task))))
    (call $mapRows
      (i32.add
        (i32.load (local.get $task))
        (i32.shl
          (i32.mul (local.get $row) (i32.mul (i32.load offset=28 (local.get $task)) (i32.load offset=32 (local.get $task))))
          (i32.const 2)))
      (i32.load offset=4 (local.get $task))
      (i32.add
        (i32.load offset=8 (local.get $task))
        (i32.shl
          (i32.mul (local.get $row) (i32.and (i32.add (i32.load offset=24 (local.get $task)) (i32.const 7)) (i32.const -8)))
          (i32.const 2)))
      (i32.add
        (i32.load offset=12 (local.get $task))
        (i32.mul (local.get $thread) (i32.load offset=16 (local.get $task))))
      (i32.load offset=20 (local.get $task))
      (i32.load offset=24 (local.get $task))
      (i32.load offset=28 (local.get $task))
      (i32.load offset=32 (local.get $task))
      (f32.load offset=36 (local.get $task)))))

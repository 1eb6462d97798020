;; One output row at a time: a class's scores as the blend of four stretched rows, then the class of each pixel.
;;
;; A row of scores is fp32, padded to a multiple of sixteen pixels, which are made into bytes at once: whoever calls leaves fifteen
;; bytes behind a row of bytes for the padding. All addresses are in bytes.
(module
  (memory (export "memory") 1)

  ;; Brings $rows rows of source values, $sourceBytes apart, to the picture's width: out[x] = Σ over the taps of x of weight · value.
  ;; $table holds for every four pixels and every tap four i32 byte offsets into the row and four fp32 weights; $tableRowBytes
  ;; are those of four pixels. A row of out is $outBytes long.
  (func (export "stretchRows")
    (param $source i32) (param $sourceBytes i32) (param $rows i32)
    (param $table i32) (param $tableRowBytes i32) (param $out i32) (param $outBytes i32)
    (local $outEnd i32) (local $tap i32) (local $tapsEnd i32) (local $sum v128)
    (if (i32.eqz (local.get $rows)) (then (return)))
    (loop $allRows
      (local.set $outEnd (i32.add (local.get $out) (local.get $outBytes)))
      (local.set $tap (local.get $table))
      (loop $pixels
        (local.set $tapsEnd (i32.add (local.get $tap) (local.get $tableRowBytes)))
        (local.set $sum (f32x4.splat (f32.const 0)))
        (loop $taps
          (local.set $sum
            (f32x4.add
              (local.get $sum)
              (f32x4.mul
                (v128.load offset=16 (local.get $tap))
                (v128.load32_lane 3
                  (i32.add (local.get $source) (i32.load offset=12 (local.get $tap)))
                  (v128.load32_lane 2
                    (i32.add (local.get $source) (i32.load offset=8 (local.get $tap)))
                    (v128.load32_lane 1
                      (i32.add (local.get $source) (i32.load offset=4 (local.get $tap)))
                      (v128.load32_zero (i32.add (local.get $source) (i32.load (local.get $tap))))))))))
          (br_if $taps
            (i32.lt_u (local.tee $tap (i32.add (local.get $tap) (i32.const 32))) (local.get $tapsEnd))))
        (v128.store (local.get $out) (local.get $sum))
        (br_if $pixels
          (i32.lt_u (local.tee $out (i32.add (local.get $out) (i32.const 16))) (local.get $outEnd))))
      (local.set $source (i32.add (local.get $source) (local.get $sourceBytes)))
      (br_if $allRows (local.tee $rows (i32.sub (local.get $rows) (i32.const 1))))))

  ;; scores[x] = w0·r0[x] + w1·r1[x] + w2·r2[x] + w3·r3[x] up to $scoresEnd.
  (func (export "blendRow")
    (param $r0 i32) (param $r1 i32) (param $r2 i32) (param $r3 i32)
    (param $w0 f32) (param $w1 f32) (param $w2 f32) (param $w3 f32)
    (param $scores i32) (param $scoresEnd i32)
    (local $v0 v128) (local $v1 v128) (local $v2 v128) (local $v3 v128)
    (local.set $v0 (f32x4.splat (local.get $w0)))
    (local.set $v1 (f32x4.splat (local.get $w1)))
    (local.set $v2 (f32x4.splat (local.get $w2)))
    (local.set $v3 (f32x4.splat (local.get $w3)))
    (loop $pixels
      (v128.store (local.get $scores)
        (f32x4.add
          (f32x4.add
            (f32x4.mul (local.get $v0) (v128.load (local.get $r0)))
            (f32x4.mul (local.get $v1) (v128.load (local.get $r1))))
          (f32x4.add
            (f32x4.mul (local.get $v2) (v128.load (local.get $r2)))
            (f32x4.mul (local.get $v3) (v128.load (local.get $r3))))))
      (local.set $r0 (i32.add (local.get $r0) (i32.const 16)))
      (local.set $r1 (i32.add (local.get $r1) (i32.const 16)))
      (local.set $r2 (i32.add (local.get $r2) (i32.const 16)))
      (local.set $r3 (i32.add (local.get $r3) (i32.const 16)))
      (br_if $pixels
        (i32.lt_u (local.tee $scores (i32.add (local.get $scores) (i32.const 16))) (local.get $scoresEnd)))))

  ;; scores[x] = A·I + b up to $scoresEnd, with I the three planes of the picture's row, $colorBytes apart, and the four planes of
  ;; coefficients, $planeBytes apart, a share $f of the way from the row $l0 to $u0.
  (func (export "guideRow")
    (param $l0 i32) (param $u0 i32) (param $planeBytes i32) (param $f f32) (param $red i32) (param $colorBytes i32)
    (param $scores i32) (param $scoresEnd i32)
    (local $l1 i32) (local $l2 i32) (local $l3 i32) (local $u1 i32) (local $u2 i32) (local $u3 i32)
    (local $green i32) (local $blue i32) (local $share v128) (local $rest v128) (local $score v128)
    (local.set $l1 (i32.add (local.get $l0) (local.get $planeBytes)))
    (local.set $l2 (i32.add (local.get $l1) (local.get $planeBytes)))
    (local.set $l3 (i32.add (local.get $l2) (local.get $planeBytes)))
    (local.set $u1 (i32.add (local.get $u0) (local.get $planeBytes)))
    (local.set $u2 (i32.add (local.get $u1) (local.get $planeBytes)))
    (local.set $u3 (i32.add (local.get $u2) (local.get $planeBytes)))
    (local.set $green (i32.add (local.get $red) (local.get $colorBytes)))
    (local.set $blue (i32.add (local.get $green) (local.get $colorBytes)))
    (local.set $share (f32x4.splat (local.get $f)))
    (local.set $rest (f32x4.splat (f32.sub (f32.const 1) (local.get $f))))
    (loop $pixels
      (local.set $score
        (f32x4.add
          (f32x4.add
            (f32x4.mul
              (v128.load (local.get $red))
              (f32x4.add
                (f32x4.mul (local.get $rest) (v128.load (local.get $l0)))
                (f32x4.mul (local.get $share) (v128.load (local.get $u0)))))
            (f32x4.mul
              (v128.load (local.get $green))
              (f32x4.add
                (f32x4.mul (local.get $rest) (v128.load (local.get $l1)))
                (f32x4.mul (local.get $share) (v128.load (local.get $u1))))))
          (f32x4.add
            (f32x4.mul
              (v128.load (local.get $blue))
              (f32x4.add
                (f32x4.mul (local.get $rest) (v128.load (local.get $l2)))
                (f32x4.mul (local.get $share) (v128.load (local.get $u2)))))
            (f32x4.add
              (f32x4.mul (local.get $rest) (v128.load (local.get $l3)))
              (f32x4.mul (local.get $share) (v128.load (local.get $u3)))))))
      (v128.store (local.get $scores) (local.get $score))
      (local.set $l0 (i32.add (local.get $l0) (i32.const 16)))
      (local.set $l1 (i32.add (local.get $l1) (i32.const 16)))
      (local.set $l2 (i32.add (local.get $l2) (i32.const 16)))
      (local.set $l3 (i32.add (local.get $l3) (i32.const 16)))
      (local.set $u0 (i32.add (local.get $u0) (i32.const 16)))
      (local.set $u1 (i32.add (local.get $u1) (i32.const 16)))
      (local.set $u2 (i32.add (local.get $u2) (i32.const 16)))
      (local.set $u3 (i32.add (local.get $u3) (i32.const 16)))
      (local.set $red (i32.add (local.get $red) (i32.const 16)))
      (local.set $green (i32.add (local.get $green) (i32.const 16)))
      (local.set $blue (i32.add (local.get $blue) (i32.const 16)))
      (br_if $pixels
        (i32.lt_u (local.tee $scores (i32.add (local.get $scores) (i32.const 16))) (local.get $scoresEnd)))))

  ;; bytes[x] = round(255 · scores[x]), halves to even, clamped to 0 … 255, up to $scoresEnd, sixteen pixels at a time.
  ;; Adding 1.5·2²³ rounds, and leaves the whole number in the low bits.
  (func (export "quantiseRow") (param $scores i32) (param $scoresEnd i32) (param $bytes i32)
    (loop $pixels
      (v128.store (local.get $bytes)
        (i8x16.narrow_i16x8_u
          (i16x8.narrow_i32x4_s
            (i32x4.sub
              (f32x4.add
                (f32x4.pmin
                  (f32x4.splat (f32.const 256))
                  (f32x4.pmax (f32x4.splat (f32.const -1)) (f32x4.mul (f32x4.splat (f32.const 255)) (v128.load (local.get $scores)))))
                (f32x4.splat (f32.const 12582912)))
              (i32x4.splat (i32.const 0x4b400000)))
            (i32x4.sub
              (f32x4.add
                (f32x4.pmin
                  (f32x4.splat (f32.const 256))
                  (f32x4.pmax (f32x4.splat (f32.const -1)) (f32x4.mul (f32x4.splat (f32.const 255)) (v128.load offset=16 (local.get $scores)))))
                (f32x4.splat (f32.const 12582912)))
              (i32x4.splat (i32.const 0x4b400000))))
          (i16x8.narrow_i32x4_s
            (i32x4.sub
              (f32x4.add
                (f32x4.pmin
                  (f32x4.splat (f32.const 256))
                  (f32x4.pmax (f32x4.splat (f32.const -1)) (f32x4.mul (f32x4.splat (f32.const 255)) (v128.load offset=32 (local.get $scores)))))
                (f32x4.splat (f32.const 12582912)))
              (i32x4.splat (i32.const 0x4b400000)))
            (i32x4.sub
              (f32x4.add
                (f32x4.pmin
                  (f32x4.splat (f32.const 256))
                  (f32x4.pmax (f32x4.splat (f32.const -1)) (f32x4.mul (f32x4.splat (f32.const 255)) (v128.load offset=48 (local.get $scores)))))
                (f32x4.splat (f32.const 12582912)))
              (i32x4.splat (i32.const 0x4b400000))))))
      (local.set $bytes (i32.add (local.get $bytes) (i32.const 16)))
      (br_if $pixels
        (i32.lt_u (local.tee $scores (i32.add (local.get $scores) (i32.const 64))) (local.get $scoresEnd)))))

  ;; With s the highest of $count rows of scores, $stride apart: s < α is background (0), α ≤ s < β is void (255), s ≥ β is
  ;; the first class with that score, by its i32 in $ids. $bins gets the top six of the sixteen bits of s clamped to 0 … 1.
  (func (export "decideRow")
    (param $scores i32) (param $stride i32) (param $ids i32) (param $count i32) (param $alpha f32) (param $beta f32)
    (param $mask i32) (param $maskEnd i32) (param $bins i32)
    (local $best v128) (local $winner v128) (local $score v128) (local $higher v128) (local $bin v128)
    (local $row i32) (local $id i32) (local $idsEnd i32)
    (local.set $idsEnd (i32.add (local.get $ids) (i32.shl (local.get $count) (i32.const 2))))
    (loop $pixels
      (local.set $best (f32x4.splat (f32.const -inf)))
      (local.set $winner (i32x4.splat (i32.const 0)))
      (local.set $row (local.get $scores))
      (local.set $id (local.get $ids))
      (block $noneLeft
        (loop $classes
          (br_if $noneLeft (i32.ge_u (local.get $id) (local.get $idsEnd)))
          (local.set $score (v128.load (local.get $row)))
          (local.set $higher (f32x4.gt (local.get $score) (local.get $best)))
          (local.set $best (f32x4.pmax (local.get $best) (local.get $score)))
          (local.set $winner
            (v128.bitselect (v128.load32_splat (local.get $id)) (local.get $winner) (local.get $higher)))
          (local.set $row (i32.add (local.get $row) (local.get $stride)))
          (local.set $id (i32.add (local.get $id) (i32.const 4)))
          (br $classes)))
      (local.set $winner
        (v128.bitselect
          (i32x4.splat (i32.const 255))
          (local.get $winner)
          (f32x4.lt (local.get $best) (f32x4.splat (local.get $beta)))))
      (local.set $winner
        (v128.andnot (local.get $winner) (f32x4.lt (local.get $best) (f32x4.splat (local.get $alpha)))))
      (v128.store32_lane 0 (local.get $mask)
        (i8x16.shuffle 0 4 8 12 0 4 8 12 0 4 8 12 0 4 8 12 (local.get $winner) (local.get $winner)))
      (local.set $best
        (f32x4.pmin
          (f32x4.splat (f32.const 1))
          (f32x4.pmax (f32x4.splat (f32.const 0)) (local.get $best))))
      (local.set $bin
        (i32x4.shr_u
          (i32x4.sub
            (f32x4.add
              (f32x4.floor
                (f32x4.add (f32x4.mul (local.get $best) (f32x4.splat (f32.const 65535))) (f32x4.splat (f32.const 0.5))))
              (f32x4.splat (f32.const 12582912)))
            (i32x4.splat (i32.const 0x4b400000)))
          (i32.const 10)))
      (v128.store32_lane 0 (local.get $bins)
        (i8x16.shuffle 0 4 8 12 0 4 8 12 0 4 8 12 0 4 8 12 (local.get $bin) (local.get $bin)))
      (local.set $scores (i32.add (local.get $scores) (i32.const 16)))
      (local.set $mask (i32.add (local.get $mask) (i32.const 4)))
      (local.set $bins (i32.add (local.get $bins) (i32.const 4)))
      (br_if $pixels (i32.lt_u (local.get $mask) (local.get $maskEnd)))))

  ;; counts[value] += 1 for each u8 value in $bytes … $end; $counts is u32 [256]. Neighbours are mostly alike: sixteen or four that
  ;; are cost one addition.
  (func (export "countBytes") (param $bytes i32) (param $end i32) (param $counts i32)
    (local $sixteen v128)
    (block $others
      (loop $sixteens
        (br_if $others (i32.gt_u (i32.add (local.get $bytes) (i32.const 16)) (local.get $end)))
        (local.set $sixteen (v128.load (local.get $bytes)))
        (if (i8x16.all_true
            (i8x16.eq (local.get $sixteen) (i8x16.splat (i8x16.extract_lane_u 0 (local.get $sixteen)))))
          (then (call $add (local.get $counts) (i32.load8_u (local.get $bytes)) (i32.const 16)))
          (else (call $countFours (local.get $bytes) (i32.add (local.get $bytes) (i32.const 16)) (local.get $counts))))
        (local.set $bytes (i32.add (local.get $bytes) (i32.const 16)))
        (br $sixteens)))
    (call $countFours (local.get $bytes) (local.get $end) (local.get $counts)))

  (func $countFours (param $bytes i32) (param $end i32) (param $counts i32)
    (local $four i32)
    (block $fewerThanFour
      (loop $fours
        (br_if $fewerThanFour (i32.gt_u (i32.add (local.get $bytes) (i32.const 4)) (local.get $end)))
        (local.set $four (i32.load (local.get $bytes)))
        (if (i32.eq (local.get $four) (i32.rotl (local.get $four) (i32.const 8)))
          (then
            (call $add (local.get $counts) (local.get $four) (i32.const 4)))
          (else
            (call $add (local.get $counts) (local.get $four) (i32.const 1))
            (call $add (local.get $counts) (i32.shr_u (local.get $four) (i32.const 8)) (i32.const 1))
            (call $add (local.get $counts) (i32.shr_u (local.get $four) (i32.const 16)) (i32.const 1))
            (call $add (local.get $counts) (i32.shr_u (local.get $four) (i32.const 24)) (i32.const 1))))
        (local.set $bytes (i32.add (local.get $bytes) (i32.const 4)))
        (br $fours)))
    (block $noneLeft
      (loop $rest
        (br_if $noneLeft (i32.ge_u (local.get $bytes) (local.get $end)))
        (call $add (local.get $counts) (i32.load8_u (local.get $bytes)) (i32.const 1))
        (local.set $bytes (i32.add (local.get $bytes) (i32.const 1)))
        (br $rest))))

  ;; counts[lowest byte of $value] += $more
  (func $add (param $counts i32) (param $value i32) (param $more i32)
    (local $cell i32)
    (local.set $cell
      (i32.add (local.get $counts) (i32.shl (i32.and (local.get $value) (i32.const 255)) (i32.const 2))))
    (i32.store (local.get $cell) (i32.add (i32.load (local.get $cell)) (local.get $more)))))

//! Four single-precision numbers that one instruction works on.
//!
//! In the browser these are the vectors of WebAssembly, written out, because the compiler forms none by itself
//! where it optimises for size. Elsewhere they are arrays, which it turns into vectors on its own.

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod vector {
    use core::arch::wasm32::{
        f32x4, f32x4_add, f32x4_div, f32x4_extract_lane, f32x4_mul, f32x4_pmax, f32x4_pmin, f32x4_splat,
        f32x4_sqrt, f32x4_sub, v128,
    };

    #[derive(Clone, Copy, Debug)]
    pub struct Lanes(v128);

    impl Lanes {
        #[inline(always)]
        pub fn splat(value: f32) -> Self {
            Self(f32x4_splat(value))
        }

        #[inline(always)]
        pub fn load(values: &[f32; 4]) -> Self {
            Self(f32x4(values[0], values[1], values[2], values[3]))
        }

        #[inline(always)]
        pub fn store(self, values: &mut [f32; 4]) {
            *values = [
                f32x4_extract_lane::<0>(self.0),
                f32x4_extract_lane::<1>(self.0),
                f32x4_extract_lane::<2>(self.0),
                f32x4_extract_lane::<3>(self.0),
            ];
        }

        /// `self + a × b`; with relaxed SIMD in one instruction, rounded once where the processor can.
        #[inline(always)]
        pub fn add_product(self, a: Self, b: Self) -> Self {
            #[cfg(target_feature = "relaxed-simd")]
            return Self(core::arch::wasm32::f32x4_relaxed_madd(a.0, b.0, self.0));
            #[cfg(not(target_feature = "relaxed-simd"))]
            Self(f32x4_add(self.0, f32x4_mul(a.0, b.0)))
        }

        #[inline(always)]
        pub fn add(self, other: Self) -> Self {
            Self(f32x4_add(self.0, other.0))
        }

        #[inline(always)]
        pub fn subtract(self, other: Self) -> Self {
            Self(f32x4_sub(self.0, other.0))
        }

        #[inline(always)]
        pub fn multiply(self, other: Self) -> Self {
            Self(f32x4_mul(self.0, other.0))
        }

        #[inline(always)]
        pub fn divide(self, other: Self) -> Self {
            Self(f32x4_div(self.0, other.0))
        }

        #[inline(always)]
        pub fn square_root(self) -> Self {
            Self(f32x4_sqrt(self.0))
        }

        #[inline(always)]
        pub fn relu(self) -> Self {
            Self(f32x4_pmax(f32x4_splat(0.0), self.0))
        }

        /// The "pseudo" minimum and maximum are one instruction each; the others care about the sign of zero.
        #[inline(always)]
        pub fn relu6(self) -> Self {
            Self(f32x4_pmin(f32x4_splat(6.0), f32x4_pmax(f32x4_splat(0.0), self.0)))
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod vector {
    use core::array;

    #[derive(Clone, Copy, Debug)]
    pub struct Lanes([f32; 4]);

    impl Lanes {
        #[inline(always)]
        pub fn splat(value: f32) -> Self {
            Self([value; 4])
        }

        #[inline(always)]
        pub fn load(values: &[f32; 4]) -> Self {
            Self(*values)
        }

        #[inline(always)]
        pub fn store(self, values: &mut [f32; 4]) {
            *values = self.0;
        }

        /// `self + a × b`
        #[inline(always)]
        pub fn add_product(self, a: Self, b: Self) -> Self {
            Self(array::from_fn(|lane| self.0[lane] + a.0[lane] * b.0[lane]))
        }

        #[inline(always)]
        pub fn add(self, other: Self) -> Self {
            Self(array::from_fn(|lane| self.0[lane] + other.0[lane]))
        }

        #[inline(always)]
        pub fn subtract(self, other: Self) -> Self {
            Self(array::from_fn(|lane| self.0[lane] - other.0[lane]))
        }

        #[inline(always)]
        pub fn multiply(self, other: Self) -> Self {
            Self(array::from_fn(|lane| self.0[lane] * other.0[lane]))
        }

        #[inline(always)]
        pub fn divide(self, other: Self) -> Self {
            Self(array::from_fn(|lane| self.0[lane] / other.0[lane]))
        }

        #[inline(always)]
        pub fn square_root(self) -> Self {
            Self(self.0.map(f32::sqrt))
        }

        #[inline(always)]
        pub fn relu(self) -> Self {
            Self(self.0.map(|value| value.max(0.0)))
        }

        #[inline(always)]
        pub fn relu6(self) -> Self {
            Self(self.0.map(|value| value.clamp(0.0, 6.0)))
        }
    }
}

pub(crate) use vector::Lanes;

/// The `index`-th group of four in `values`, counted in single numbers.
#[inline(always)]
pub(crate) fn load_at(values: &[f32], index: usize) -> Lanes {
    match values[index..].first_chunk() {
        Some(four) => Lanes::load(four),
        // Never the case: every row is a multiple of four long.
        None => Lanes::splat(0.0),
    }
}

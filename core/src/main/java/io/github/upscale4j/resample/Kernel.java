package io.github.upscale4j.resample;

/** The weight functions, over the distance in source pixels; {@code support} is where they end. */
enum Kernel {
    /** The one pixel under the centre; {@link Taps} treats it apart. */
    NEAREST(0) {
        @Override
        double at(double x) {
            return x == 0 ? 1 : 0;
        }
    },
    TRIANGLE(1) {
        @Override
        double at(double x) {
            return Math.max(0, 1 - Math.abs(x));
        }
    },
    /** Keys' cubic with a = -0.5, which reproduces quadratics: Pillow, MATLAB, PyTorch with antialias. */
    CUBIC(2) {
        @Override
        double at(double x) {
            return cubic(x, -0.5);
        }
    },
    /** The sharper a = -0.75: OpenCV, PyTorch without antialias. */
    SHARP_CUBIC(2) {
        @Override
        double at(double x) {
            return cubic(x, -0.75);
        }
    },
    LANCZOS3(3) {
        @Override
        double at(double x) {
            return Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0;
        }
    };

    final double support;

    Kernel(double support) {
        this.support = support;
    }

    abstract double at(double x);

    /** R. Keys, Cubic Convolution Interpolation for Digital Image Processing, 1981, equation 15 for any a. */
    private static double cubic(double x, double a) {
        double d = Math.abs(x);
        if (d < 1) {
            return ((a + 2) * d - (a + 3)) * d * d + 1;
        }
        return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }
}

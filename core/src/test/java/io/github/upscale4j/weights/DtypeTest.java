package io.github.upscale4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DtypeTest {
    @Test
    void decodesEveryFloat16() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            assertDecodes(Dtype.float16((short) bits), bits, formula(bits, 5, 10));
        }
    }

    @Test
    void decodesEveryBfloat16() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            assertDecodes(Dtype.bfloat16((short) bits), bits, formula(bits, 8, 7));
        }
    }

    private static void assertDecodes(float decoded, int bits, double expected) {
        if (Double.isNaN(expected) ? !Float.isNaN(decoded) : Double.compare(decoded, expected) != 0) {
            assertThat((double) decoded).as("0x%04x", bits).isEqualTo(expected);
        }
    }

    /** IEEE 754, section 3.4, in double: (-1)^s 2^(e - bias) (1 + f), without the 1 where e = 0. */
    private static double formula(int bits, int exponentBits, int fractionBits) {
        int bias = (1 << exponentBits - 1) - 1;
        int exponent = bits >> fractionBits & (1 << exponentBits) - 1;
        double fraction = (bits & (1 << fractionBits) - 1) / (double) (1 << fractionBits);
        double sign = bits >= 1 << 15 ? -1 : 1;
        if (exponent == (1 << exponentBits) - 1) {
            return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
        }
        return exponent == 0 ? sign * Math.scalb(fraction, 1 - bias) : sign * Math.scalb(1 + fraction, exponent - bias);
    }
}

package io.github.upscale4j.converter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ElementTypeTest {
    /** Every finite half, and what lies around the middle of it and the next: nearest, ties to the even one. */
    @Test
    void halvesAreRoundedToNearestEven() {
        for (int bits = 0; bits < 0x7c00; bits++) {
            double value = value(bits);
            double middle = (value + value(bits + 1)) / 2;
            int even = (bits & 1) == 0 ? bits : bits + 1;
            assertHalf(value, bits);
            assertHalf(middle, even);
            assertHalf(Math.nextDown((float) middle), bits);
            assertHalf(Math.nextUp((float) middle), bits + 1);
        }
    }

    @Test
    void halvesKeepWhatIsNotFinite() {
        assertHalf(Double.POSITIVE_INFINITY, 0x7c00);
        assertHalf(Float.MAX_VALUE, 0x7c00);
        assertHalf(Float.MIN_VALUE, 0);
        for (int bits : new int[] {0x7fc00000, 0x7f800001, 0xffffffff}) {
            assertThat(ElementType.float16(Float.intBitsToFloat(bits)) & 0x7fff).isBetween(0x7c01, 0x7fff);
            assertThat(ElementType.bfloat16(Float.intBitsToFloat(bits)) & 0x7fff)
                    .isBetween(0x7f81, 0x7fff);
        }
    }

    @Test
    void bfloat16IsTheNearerOfItsNeighbours() {
        Random random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            // every tenth a tie
            int bits = i % 10 == 0 ? random.nextInt() & 0xffff0000 | 0x8000 : random.nextInt();
            float value = Float.intBitsToFloat(bits);
            if (!Float.isFinite(value)) {
                continue;
            }
            int down = bits >>> 16;
            int rest = bits & 0xffff;
            int expected = rest > 0x8000 || rest == 0x8000 && (down & 1) == 1 ? down + 1 : down;
            assertThat(ElementType.bfloat16(value) & 0xffff).as("bits %x", bits).isEqualTo(expected);
        }
    }

    @Test
    void whatDoesNotFitIsTold() {
        assertThat(ElementType.F16.overflows(65519.99f)).isFalse();
        assertThat(ElementType.F16.overflows(-65520)).isTrue();
        assertThat(ElementType.F16.overflows(Float.NEGATIVE_INFINITY)).isFalse();
        assertThat(ElementType.BF16.overflows(0x1.fep127f)).isFalse();
        assertThat(ElementType.BF16.overflows(Float.MAX_VALUE)).isTrue();
        assertThat(ElementType.F32.overflows(Float.MAX_VALUE)).isFalse();
    }

    /** By the definition of the format. */
    private static double value(int bits) {
        int exponent = bits >> 10;
        int fraction = bits & 0x3ff;
        return exponent == 0 ? fraction * 0x1p-24 : (1024 + fraction) * Math.pow(2, exponent - 25);
    }

    private static void assertHalf(double value, int expected) {
        assertThat(ElementType.float16((float) value)).as("of %s", value).isEqualTo((short) expected);
        assertThat(ElementType.float16((float) -value)).as("of -%s", value).isEqualTo((short) (expected | 0x8000));
    }
}

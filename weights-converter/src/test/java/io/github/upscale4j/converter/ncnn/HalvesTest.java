package io.github.upscale4j.converter.ncnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.upscale4j.weights.MalformedWeightsException;
import io.github.upscale4j.weights.Weights;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HalvesTest {
    /** How numbers became float16; all here are within its normal numbers, but for what tools make zero of. */
    private enum Tool {
        CUTS {
            @Override
            int half(int bits) {
                return shrunk(bits);
            }
        },
        ROUNDS {
            @Override
            int half(int bits) {
                return shrunk(bits + 0xfff + (bits >> 13 & 1));
            }
        },
        /** Of numbers that were bfloat16. */
        KEEPS_SEVEN_BITS {
            @Override
            int half(int bits) {
                return shrunk(bits & 0xffff0000);
            }
        };

        /** @param bits of a positive float */
        abstract int half(int bits);

        private static int shrunk(int bits) {
            return bits < 113 << 23 ? 0 : bits - (112 << 23) >> 13;
        }
    }

    private static final float UNIT = 0x1p-10f; // of a number's power of two

    /** Whichever way numbers went, they come back without all being too small or too large. */
    @ParameterizedTest
    @EnumSource(names = {"CUTS", "ROUNDS"})
    void numbersComeBack(Tool tool) throws MalformedWeightsException {
        float[] original = numbers(256 * 128 * 9, 31);
        float[] read = read(original, tool, 256, 128);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < read.length; i++) {
            if (Math.abs(original[i]) >= 0x1p-14f) {
                double unit = UNIT * Math.scalb(1f, Math.getExponent(original[i]));
                double error = (Math.abs(read[i]) - Math.abs(original[i])) / unit;
                sum += error;
                squares += error * error;
            }
        }
        assertThat(sum / read.length).isCloseTo(0, within(0.01));
        assertThat(Math.sqrt(squares / read.length)).isCloseTo(Math.sqrt(1 / 12d), within(0.01));
    }

    /** Numbers that float16 holds exactly, those that were no float32 before, and too few to tell. */
    @ParameterizedTest
    @CsvSource({"ROUNDS, 256, 128", "KEEPS_SEVEN_BITS, 256, 128", "CUTS, 64, 128"})
    void otherNumbersAreTakenAsTheyAre(Tool tool, int out, int in) throws MalformedWeightsException {
        float[] original = numbers(out * in * 9, 32);
        float[] read = read(original, tool, out, in);
        for (int i = 0; i < read.length; i++) {
            int sign = original[i] < 0 ? -1 : 1;
            int half = tool.half(Float.floatToRawIntBits(Math.abs(original[i])));
            float stored = half == 0 ? 0 : Float.intBitsToFloat((half << 13) + (112 << 23));
            assertThat(read[i]).as("number %d", i).isEqualTo(sign * stored);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -0f, 1, -0.5f, 0.25f, 0.5625f, 1.875f, 0x1p-14f, 0x1.ff8p-15f, -0x1p-24f, Float.NaN})
    void fewBitsAndWhatIsNotNormalStay(float number) {
        assertThat((Float) Halves.middle(number)).isEqualTo((Float) number);
    }

    @ParameterizedTest
    @CsvSource({"0x1.004p0, 0x1.006p0", "-0x1.004p0, -0x1.006p0", "0x1.ffcp15, 0x1.ffep15", "0x1.004p-14, 0x1.006p-14"})
    void othersAreTheMiddle(String cut, String middle) {
        assertThat(Halves.middle(Float.parseFloat(cut))).isEqualTo(Float.parseFloat(middle));
    }

    private static float[] numbers(int count, long seed) {
        Random random = new Random(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (0.03 * random.nextGaussian());
        }
        return numbers;
    }

    /** What a convolution has whose numbers went that way. */
    private static float[] read(float[] numbers, Tool tool, int out, int in) throws MalformedWeightsException {
        ByteBuffer bin = ByteBuffer.allocate(4 + 2 * numbers.length + 4 * out).order(ByteOrder.LITTLE_ENDIAN);
        bin.putInt(0x01306B47);
        for (float number : numbers) {
            int bits = Float.floatToRawIntBits(number);
            bin.putShort((short) (tool.half(bits & 0x7fffffff) | bits >>> 16 & 0x8000));
        }
        bin.position(bin.limit()).flip();
        String graph = "7767517\n2 2\nInput in 0 1 in 2=" + in + "\nConvolution conv 1 1 in out 0=" + out
                + " 1=3 4=1 5=1 6=" + numbers.length + "\n";
        Weights weights = NcnnReader.read(graph, bin);
        return weights.floats("conv.weight");
    }
}

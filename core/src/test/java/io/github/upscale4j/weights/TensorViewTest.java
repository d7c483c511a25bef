package io.github.upscale4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorViewTest {
    private static final int[] NONE = {};

    @ParameterizedTest
    @EnumSource(Dtype.class)
    void anyStridesGiveWhatIndexArithmeticGives(Dtype dtype) throws MalformedWeightsException {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int[] dims = random.ints(random.nextInt(6), 0, 5).toArray();
            long[] strides = random.longs(dims.length, 0, 12).toArray();
            if (random.nextBoolean()) { // row-major, then axes swapped: what channels_last and transposes look like
                long stride = 1;
                for (int axis = dims.length - 1; axis >= 0; axis--) {
                    strides[axis] = stride;
                    stride *= Math.max(1, dims[axis]);
                }
                if (dims.length > 1 && random.nextBoolean()) {
                    swap(dims, strides, random.nextInt(dims.length), random.nextInt(dims.length));
                }
            }
            int offset = random.nextInt(5);
            int last = offset;
            for (int axis = 0; axis < dims.length; axis++) {
                last += Math.max(0, dims[axis] - 1) * (int) strides[axis];
            }
            ByteBuffer storage = ByteBuffer.allocate((last + 1) * dtype.size)
                    .order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            random.nextBytes(storage.array());
            TensorView view = TensorView.of("t", dtype, Shape.of(dims), storage, offset, strides);
            float[] expected = new float[(int) Shape.of(dims).elements()];
            for (int i = 0; i < expected.length; i++) {
                int rest = i;
                int element = offset;
                for (int axis = dims.length - 1; axis >= 0; axis--) {
                    element += rest % dims[axis] * (int) strides[axis];
                    rest /= dims[axis];
                }
                expected[i] = element(dtype, storage, element * dtype.size);
            }
            assertThat(view.floats())
                    .as("seed %d, %s", seed, Arrays.toString(dims))
                    .isEqualTo(expected);
        }
    }

    private static void swap(int[] dims, long[] strides, int a, int b) {
        int dim = dims[a];
        dims[a] = dims[b];
        dims[b] = dim;
        long stride = strides[a];
        strides[a] = strides[b];
        strides[b] = stride;
    }

    private static float element(Dtype dtype, ByteBuffer storage, int at) {
        return switch (dtype) {
            case F64 -> (float) storage.getDouble(at);
            case F32 -> storage.getFloat(at);
            case F16 -> Dtype.float16(storage.getShort(at));
            case BF16 -> Dtype.bfloat16(storage.getShort(at));
            case I64 -> storage.getLong(at);
            case I32 -> storage.getInt(at);
            case I16 -> storage.getShort(at);
            case I8 -> storage.get(at);
            case U8 -> storage.get(at) & 0xff;
            case BOOL -> storage.get(at) == 0 ? 0 : 1;
        };
    }

    @Test
    void theLastElementMayEndTheStorageButNotPassIt() throws MalformedWeightsException {
        assertThat(view(new int[] {2, 3}, 24, 0, 3, 1).floats()).hasSize(6);
        assertThat(view(new int[] {2, 3}, 28, 1, 3, 1).floats()).hasSize(6);
        assertRefused("reach past the end of its storage of 5 elements", new int[] {2, 3}, 23, 0, 3, 1);
        assertRefused("reach past the end of its storage of 6 elements", new int[] {2, 3}, 24, 1, 3, 1);
        assertRefused("reach past", new int[] {2}, 24, 0, Long.MAX_VALUE);
        assertRefused("reach past", new int[] {3, 3}, 24, Long.MAX_VALUE, Long.MAX_VALUE / 2, 1);
        assertRefused("negative offset or stride", new int[] {2}, 24, -1, 1);
        assertRefused("negative offset or stride", new int[] {2}, 24, 5, -1);
        assertRefused("2 strides for 1 dimensions", new int[] {2}, 24, 0, 1, 1);
        assertRefused("elements, a Java array holds", new int[] {Integer.MAX_VALUE}, 24, 0, 0);
    }

    @Test
    void strideOfAnAxisOfOneIsNeverUsed() throws MalformedWeightsException {
        assertThat(view(new int[] {1, 2, 1}, 8, 0, Long.MAX_VALUE, 1, Long.MAX_VALUE)
                        .floats())
                .hasSize(2);
    }

    @Test
    void withoutElementsNothingIsRead() throws MalformedWeightsException {
        assertThat(view(new int[] {0, Integer.MAX_VALUE}, 0, 7, 9, 9).floats()).isEmpty();
        assertThat(TensorView.rowMajor("t", Dtype.F32, Shape.of(0, 1 << 30, 1 << 30), ByteBuffer.allocate(0))
                        .floats())
                .isEmpty();
        assertThat(view(NONE, 4, 0).floats()).hasSize(1);
    }

    @Test
    void refusesShapesThatNothingHolds() {
        assertThatThrownBy(() -> TensorView.shape("t", new long[] {3, -1})).hasMessageContaining("dimension -1");
        assertThatThrownBy(() -> TensorView.shape("t", new long[] {1L << 31})).hasMessageContaining("2147483648");
        assertThatThrownBy(() -> TensorView.shape("t", new long[] {1 << 30, 1 << 30, 8}))
                .hasMessageContaining("more than 2^63 - 1 elements");
        assertThatThrownBy(() -> TensorView.shape("t", new long[17])).hasMessageContaining("17 dimensions");
    }

    private static TensorView view(int[] dims, int bytes, long offset, long... strides)
            throws MalformedWeightsException {
        return TensorView.of("t", Dtype.F32, Shape.of(dims), ByteBuffer.allocate(bytes), offset, strides);
    }

    private static void assertRefused(String reason, int[] dims, int bytes, long offset, long... strides) {
        assertThatThrownBy(() -> view(dims, bytes, offset, strides))
                .isInstanceOf(MalformedWeightsException.class)
                .hasMessageStartingWith("tensor 't' of shape ")
                .hasMessageContaining(reason);
    }
}

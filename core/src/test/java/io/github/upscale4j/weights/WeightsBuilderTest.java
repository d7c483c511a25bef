package io.github.upscale4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsBuilderTest {
    /** Big-endian, strided, shared and of every type: the bytes that come out are those of the floats. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "zip-big-endian.pth",
                "zip-strided.pth",
                "zip-shared-storage.pth",
                "zip-extra-dtypes.pth",
                "zip-f64.pth",
                "legacy-strided.pth",
                "mixed.safetensors"
            })
    void bytesMakeTheSameWeights(String file) throws IOException {
        Weights read = Weights.read(Goldens.folder().resolve(file));
        WeightsBuilder builder = new WeightsBuilder();
        for (String name : read.names()) {
            builder.tensor(name, read.type(name), read.bytes(name), read.shape(name));
        }
        Weights built = builder.build();
        assertThat(built.names()).containsExactlyElementsOf(read.names());
        for (String name : read.names()) {
            assertThat(built.type(name)).isEqualTo(read.type(name));
            assertThat(built.floats(name)).as(name).isEqualTo(read.floats(name));
        }
    }

    @Test
    void refusesWhatDoesNotFit() throws IOException {
        WeightsBuilder builder = new WeightsBuilder().tensor("a", "F16", ByteBuffer.allocate(4), Shape.of(2));
        assertThatThrownBy(() -> builder.tensor("b", "F32", ByteBuffer.allocate(6), Shape.of(1)))
                .isInstanceOf(MalformedWeightsException.class)
                .hasMessageContaining("tensor 'b': 6 bytes do not fill F32 of shape [1]");
        assertThatThrownBy(() -> builder.tensor("b", "F64", ByteBuffer.allocate(0), Shape.of(1 << 30, 1 << 30, 2)))
                .isInstanceOf(MalformedWeightsException.class);
        assertThatThrownBy(() -> builder.tensor("b", "Q4", ByteBuffer.allocate(4), Shape.of(1)))
                .hasMessageContaining("dtype 'Q4'");
        assertThatThrownBy(() -> builder.tensor("a", "F16", ByteBuffer.allocate(4), Shape.of(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("twice");
    }

    @Test
    void doublesBeyondFloatsAreRefused() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putDouble(0, Float.MAX_VALUE)
                .putDouble(8, Double.NEGATIVE_INFINITY)
                .putDouble(16, -1e39);
        Weights weights =
                new WeightsBuilder().tensor("a", "F64", bytes, Shape.of(3)).build();
        assertThatThrownBy(() -> weights.floats("a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tensor 'a' holds -1.0E39");
        bytes.putDouble(16, -1e38);
        assertThat(weights.floats("a")).containsExactly(Float.MAX_VALUE, Float.NEGATIVE_INFINITY, -1e38f);
    }
}

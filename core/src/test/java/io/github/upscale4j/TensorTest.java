package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.tensor.Tensor;
import org.junit.jupiter.api.Test;

class TensorTest {
    @Test
    void readsPlanarRowMajor() {
        Tensor tensor = Tensor.of(new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 2, 2, 3);
        assertThat(tensor.get(1, 0, 2)).isEqualTo(8);
        assertThat(tensor).hasToString("2 x 2 x 3");
    }

    @Test
    void refusesAnArrayOfAnotherLength() {
        assertThatThrownBy(() -> Tensor.of(new float[5], 1, 2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a tensor of 1 x 2 x 3 needs 6 values, got 5");
    }

    @Test
    void refusesMoreThanAnArrayHolds() {
        assertThatThrownBy(() -> Tensor.zeros(3, 40_000, 40_000)).hasMessageContaining("3 x 40000 x 40000");
    }
}

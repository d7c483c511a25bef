package io.github.upscale4j;

import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;
import io.github.upscale4j.tensor.Tensor;

/** Planes of a tensor as the interleaved rows that networks run on. */
final class TensorRows {
    private TensorRows() {}

    static RowSource of(Tensor tensor) {
        return (y, row, at) -> {
            for (int c = 0; c < tensor.channels(); c++) {
                int line = (c * tensor.height() + y) * tensor.width();
                for (int x = 0; x < tensor.width(); x++) {
                    row[at + x * tensor.channels() + c] = tensor.data()[line + x];
                }
            }
        };
    }

    static RowSink into(Tensor tensor) {
        return (y, row, at) -> {
            for (int c = 0; c < tensor.channels(); c++) {
                int line = (c * tensor.height() + y) * tensor.width();
                for (int x = 0; x < tensor.width(); x++) {
                    tensor.data()[line + x] = row[at + x * tensor.channels() + c];
                }
            }
        };
    }
}

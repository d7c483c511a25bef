package io.github.upscale4j.net;

import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;

/**
 * How much a query attends to a key: their likeness plus a number that depends on the head and on how far apart the two
 * pixels are, learned or computed from what was learned.
 */
public enum Attention {
    /**
     * The scalar product divided by the square root of its length, plus {@code name.relative_position_bias_table}, one
     * row a distance, one column a head. Liu et al., "Swin Transformer", ICCV 2021, equation 4.
     */
    SCALED_PRODUCT {
        @Override
        void check(String name, int heads, int window, WeightShapes weights) {
            expectTable(name, heads, window, weights);
        }

        @Override
        public float[] bias(Op.WindowAttention op, Weights weights) {
            return table(op, weights);
        }

        @Override
        public float[] factors(String name, int channels, int heads, Weights weights) {
            float[] factors = new float[heads];
            Arrays.fill(factors, (float) (1 / Math.sqrt((double) channels / heads)));
            return factors;
        }
    },
    /**
     * The cosine times {@code exp(name.logit_scale)}, at most 100, plus 16 sigmoid of a small network of the logarithm of
     * the distance: {@code name.cpb_mlp.0}, ReLU, {@code name.cpb_mlp.2}. Liu et al., "Swin Transformer V2", CVPR 2022,
     * section 3. Where a graph holds what that network gives, not the network itself, it is a table as that of {@link
     * #SCALED_PRODUCT}.
     */
    COSINE {
        @Override
        void check(String name, int heads, int window, WeightShapes weights) {
            if (weights.has(name + TABLE)) {
                expectTable(name, heads, window, weights);
            } else {
                int hidden = weights.dim(name + ".cpb_mlp.0.weight", 0);
                expect(name + ".cpb_mlp.0.weight", Shape.of(hidden, 2), weights);
                expect(name + ".cpb_mlp.0.bias", Shape.of(hidden), weights);
                expect(name + ".cpb_mlp.2.weight", Shape.of(heads, hidden), weights);
            }
            expect(name + ".logit_scale", Shape.of(heads, 1, 1), weights);
        }

        @Override
        public float[] bias(Op.WindowAttention op, Weights weights) {
            return weights.has(op.name() + TABLE) ? table(op, weights) : ContinuousBias.of(op, weights);
        }

        @Override
        public float[] factors(String name, int channels, int heads, Weights weights) {
            float[] factors = weights.floats(name + ".logit_scale", heads, 1, 1);
            for (int h = 0; h < factors.length; h++) {
                factors[h] = (float) Math.min(100, Math.exp(factors[h]));
            }
            return factors;
        }
    };

    private static final String TABLE = ".relative_position_bias_table";

    /** @throws IllegalArgumentException naming the tensor that is missing or has another shape */
    abstract void check(String name, int heads, int window, WeightShapes weights);

    /**
     * What is added for each head and distance, (heads, 2 window - 1, 2 window - 1): the query's row less the key's, plus
     * {@code window - 1}; then the same of columns.
     */
    public abstract float[] bias(Op.WindowAttention op, Weights weights);

    /** What the likeness is multiplied with, one a head. */
    public final float[] factors(Op.WindowAttention op, Weights weights) {
        return factors(op.name(), op.channels(), op.heads(), weights);
    }

    /** As {@link #factors(Op.WindowAttention, Weights)}, of {@code channels} of all heads together. */
    public abstract float[] factors(String name, int channels, int heads, Weights weights);

    private static void expectTable(String name, int heads, int window, WeightShapes weights) {
        expect(name + TABLE, Shape.of(square(2 * window - 1), heads), weights);
    }

    private static float[] table(Op.WindowAttention op, Weights weights) {
        float[] table = weights.floats(op.name() + TABLE, op.distances(), op.heads());
        float[] bias = new float[table.length];
        for (int i = 0; i < table.length; i++) {
            bias[i % op.heads() * op.distances() + i / op.heads()] = table[i];
        }
        return bias;
    }

    private static int square(int side) {
        return side * side;
    }

    private static void expect(String name, Shape shape, WeightShapes weights) {
        if (!weights.shape(name).equals(shape)) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "': expected shape " + shape + ", got " + weights.shape(name));
        }
    }
}

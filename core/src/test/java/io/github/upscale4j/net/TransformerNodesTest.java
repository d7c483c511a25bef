package io.github.upscale4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.WeightShapes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What does not fit is refused when it is written down, by name. */
class TransformerNodesTest {
    private final NetBuilder net = new NetBuilder(WeightShapes.of(Map.of(
            "l.weight", Shape.of(12, 6),
            "l.bias", Shape.of(12),
            "q", Shape.of(7),
            "n.weight", Shape.of(6),
            "n.bias", Shape.of(5),
            "a.relative_position_bias_table", Shape.of(49, 2))));
    private final Node x = net.input(6);

    @Test
    void linearLayersAreConvolutionsOfPixels() {
        Node y = net.linear("l", x);
        assertThat(y.op()).isEqualTo(new Op.Conv("l", 6, 12, 1, List.of("l.bias")));
        assertThatThrownBy(() -> net.linear("l", y))
                .hasMessage("tensor 'l.weight': expected shape [out, 12], got [12, 6]");
        assertThatThrownBy(() -> net.linear("l", List.of("q", "", "q"), x))
                .hasMessage("tensors [q, , q] have 14 values for the 12 outputs of 'l.weight'");
    }

    @Test
    void normalisationNeedsBothTensors() {
        assertThatThrownBy(() -> net.layerNorm("n", x)).hasMessage("tensor 'n.bias': expected shape [6], got [5]");
    }

    @Test
    void attentionNeedsHeadsWindowsAndATable() {
        Node attended = net.windowAttention("a", Attention.SCALED_PRODUCT, x, 2, 4, 3);
        assertThat(attended.channels()).isEqualTo(2);
        assertThat(attended.op().footprint()).isEqualTo(new Footprint(1, 1, 0, 0, 4, 3));
        assertThatThrownBy(() -> net.windowAttention("a", Attention.SCALED_PRODUCT, x, 4, 4, 0))
                .hasMessage("attention 'a': 6 channels of queries, keys and values do not make 4 heads");
        assertThatThrownBy(() -> net.windowAttention("a", Attention.SCALED_PRODUCT, x, 2, 4, 4))
                .hasMessage("attention 'a': windows of 4 pixels cannot start at 4");
        assertThatThrownBy(() -> net.windowAttention("a", Attention.SCALED_PRODUCT, x, 2, 8, 0))
                .hasMessage("tensor 'a.relative_position_bias_table': expected shape [225, 2], got [49, 2]");
        assertThatThrownBy(() -> net.windowAttention("a", Attention.COSINE, x, 2, 4, 0))
                .hasMessage("there is no tensor 'a.logit_scale'"); // the table stands for the small network's results
        assertThatThrownBy(() -> net.windowAttention("b", Attention.COSINE, x, 2, 4, 0))
                .hasMessage("there is no tensor 'b.cpb_mlp.0.weight'");
    }

    @Test
    void anEnlargementIsOfTheInput() {
        assertThatThrownBy(() -> net.bicubic(net.nearest(x, 2), 2, 8))
                .hasMessageStartingWith("only what has the input's size is interpolated: ");
        assertThatThrownBy(() -> net.affine(new float[5], new float[6], x))
                .hasMessageStartingWith("5 factors and 6 offsets for the 6 channels of ");
    }
}

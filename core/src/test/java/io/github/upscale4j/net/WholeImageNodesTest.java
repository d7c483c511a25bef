package io.github.upscale4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.WeightShapes;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What sees a whole image, or has a size of its own: sizes are known and compared when it is written down. */
class WholeImageNodesTest {
    private final NetBuilder net = new NetBuilder(WeightShapes.of(Map.of(
            "c.weight", Shape.of(6, 6, 3, 3),
            "n.weight", Shape.of(6),
            "n.bias", Shape.of(6))));
    private final Node x = net.input(6);

    @Test
    void aPixelMeetsEveryPixelOfAnImage() {
        Node weighed = net.multiply(net.sigmoid(net.mean(x)), x);
        assertThat(weighed.extent()).isEqualTo(x.extent());
        assertThat(net.add(net.mean(x), net.deviation(x)).extent()).isEqualTo(Extent.PIXEL);
        assertThat(net.output(weighed).whole()).isTrue();
        assertThatThrownBy(() -> net.multiply(x, net.slice(net.mean(x), 0, 3)))
                .hasMessageStartingWith("cannot multiply values of different shapes: ");
        assertThatThrownBy(() -> net.add(x, net.trim(x, 1, 1, 1)))
                .hasMessageStartingWith("cannot add values of different shapes: ");
    }

    @Test
    void sizesFollowFromTheImages() {
        Node small = net.maxPool(net.validConv("c", 2, x), 7, 3);
        assertThat(small.extent().size(21)).isEqualTo(((21 - 3) / 2 + 1 - 7) / 3 + 1);
        Net built = net.output(net.add(net.bilinear(small, x), x));
        assertThat(built.whole()).isTrue();
        assertThat(built.smallest()).isEqualTo(15);
        assertThat(built.period()).isEqualTo(6);
        assertThatThrownBy(() -> net.output(net.trim(x, 1, 1, 1)))
                .hasMessage("the output is x1/1 - 2 of the input's size, not a whole multiple");
        assertThatThrownBy(() -> net.output(net.pixelShuffle(net.maxPool(net.conv("c", x), 2, 2), 1)))
                .hasMessageStartingWith("the output is ");
    }

    @Test
    void bandsStayWhereNothingIsGlobal() {
        Net built = net.output(net.conv("c", x));
        assertThat(built.whole()).isFalse();
        assertThat(built.smallest()).isEqualTo(1);
        assertThat(built.period()).isEqualTo(1);
    }

    @Test
    void aPixelHasNoEdgesToTrim() {
        assertThatThrownBy(() -> net.trim(net.mean(x), 1, 0, 1))
                .hasMessageStartingWith("nothing is left of [")
                .hasMessageEndingWith("by Trim[before=1, after=0, step=1]");
        assertThatThrownBy(() -> net.maxPool(net.mean(x), 2, 1)).hasMessageStartingWith("nothing is left of [");
        assertThat(net.maxPool(net.mean(x), 1, 1).extent()).isEqualTo(Extent.PIXEL);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> net.groupNorm("n", 4, x))
                .hasMessage("normalisation 'n': 6 channels do not make 4 groups");
        assertThatThrownBy(() -> net.groupNorm("n", 2, net.slice(x, 0, 4)))
                .hasMessage("tensor 'n.weight': expected shape [4], got [6]");
        assertThatThrownBy(() -> net.reflect(net.nearest(x, 2), 3))
                .hasMessageStartingWith("only what has the input's size is reflected: ");
        assertThatThrownBy(() -> net.sample(x, x, 4, 2))
                .hasMessageStartingWith("values of 4 groups are not read 2 times as dense from ");
    }
}

package io.github.upscale4j.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.testing.RandomNets;
import io.github.upscale4j.weights.WeightShapes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pointwise operations cost no step, concatenations no copy. */
class FusingTest {
    private static final WeightShapes SHAPES = WeightShapes.of(Map.of(
            "c3.weight", Shape.of(3, 3, 3, 3),
            "c6.weight", Shape.of(3, 6, 3, 3),
            "c9.weight", Shape.of(3, 9, 3, 3)));

    private final NetBuilder net = new NetBuilder(SHAPES);
    private final Node x = net.input(3);

    private static Plan plan(Net net) {
        return Plan.of(net, op -> Tiling.NONE);
    }

    private static List<Class<?>> ops(Plan plan) {
        return plan.steps().stream().<Class<?>>map(step -> step.op().getClass()).toList();
    }

    @Test
    void whatFollowsAConvolutionJoinsIt() {
        Plan plan = plan(net.output(net.add(net.scale(0.2f, net.leakyRelu(0.1f, net.conv("c3", x))), x)));
        assertThat(ops(plan)).containsExactly(Op.Input.class, Op.Conv.class);
        assertThat(plan.last().epilogue()).hasSize(3);
        assertThat(plan.last().epilogue().get(0)).isInstanceOf(Stage.Activate.class);
        assertThat(plan.last().epilogue().get(1)).isEqualTo(new Stage.Scale(0.2f));
        assertThat(((Stage.Add) plan.last().epilogue().get(2)).operand().producers())
                .containsExactly(0);
    }

    @Test
    void aValueThatOthersReadTooIsNotChanged() {
        Node y = net.conv("c3", x);
        Plan plan = plan(net.output(net.add(net.conv("c3", net.relu(y)), y)));
        assertThat(ops(plan)).containsExactly(Op.Input.class, Op.Conv.class, Op.Copy.class, Op.Conv.class);
        assertThat(plan.steps().get(1).epilogue()).isEmpty();
        assertThat(plan.steps().get(2).epilogue()).hasSize(1);
    }

    @Test
    void theInputIsNotChanged() {
        assertThat(ops(plan(net.output(net.conv("c3", net.relu(x))))))
                .containsExactly(Op.Input.class, Op.Copy.class, Op.Conv.class);
        assertThat(ops(plan(net.output(x)))).containsExactly(Op.Input.class, Op.Copy.class);
    }

    @Test
    void aConcatenationIsAView() {
        Node a = net.conv("c3", x);
        Node b = net.conv("c3", a);
        Node c = net.conv("c6", net.concat(a, b));
        Plan plan = plan(net.output(net.conv("c9", net.concat(net.concat(a, b), c))));
        assertThat(ops(plan))
                .containsExactly(Op.Input.class, Op.Conv.class, Op.Conv.class, Op.Conv.class, Op.Conv.class);
        View joined = plan.last().inputs().get(0).view();
        assertThat(joined.buffer().channels()).isEqualTo(9);
        for (int i = 1; i <= 3; i++) {
            assertThat(plan.steps().get(i).output()).isEqualTo(new View(joined.buffer(), 3 * (i - 1), 3));
        }
        assertThat(plan.steps().get(3).inputs().get(0).view()).isEqualTo(new View(joined.buffer(), 0, 6));
    }

    @Test
    void aPartThatStandsTwiceOrIsTheInputIsCopied() {
        Node a = net.conv("c3", x);
        assertThat(ops(plan(net.output(net.conv("c6", net.concat(a, a))))))
                .containsExactly(Op.Input.class, Op.Conv.class, Op.Copy.class, Op.Conv.class);
        Node b = net.conv("c3", x);
        assertThat(ops(plan(net.output(net.conv("c6", net.concat(x, b)))))).contains(Op.Copy.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16, 32})
    void srvggIsItsConvolutionsAndTwoMoves(int convs) {
        Plan plan = plan(RandomNets.srvgg(1, 8, convs, 4).net());
        assertThat(plan.steps()).hasSize(convs + 5); // input, convs + 2, shuffle, nearest
        assertThat(plan.buffers()).hasSize(convs + 5);
        assertThat(ops(plan).subList(convs + 3, convs + 5)).containsExactly(Op.PixelShuffle.class, Op.Nearest.class);
        assertThat(plan.last().epilogue()).hasSize(1);
    }

    /** A block: 15 convolutions and the copy that lets go of its input; three joined buffers and its output. */
    @ParameterizedTest
    @CsvSource({"1, 25, 13", "2, 41, 17", "23, 377, 101"})
    void rrdbNetCopiesOnlyTheInputOfEachBlock(int blocks, int steps, int buffers) {
        Plan plan = plan(RandomNets.rrdb(1, 6, 4, blocks, 1).net());
        assertThat(plan.steps()).hasSize(steps);
        assertThat(plan.buffers()).hasSize(buffers);
        assertThat(ops(plan).stream().filter(Op.Copy.class::equals)).hasSize(blocks);
        assertThat(plan.buffers().stream().filter(buffer -> buffer.channels() == 6 + 4 * 4))
                .hasSize(3 * blocks);
    }

    /** The skip from the first convolution to the end of the trunk lasts all rows of the trunk, so it lies alone. */
    @Test
    void theLongSkipHoldsNoMoreThanItself() {
        Plan plan = plan(RandomNets.rrdb(1, 6, 4, 2, 1).net());
        Step trunk = plan.steps().stream()
                .filter(step -> step.op() instanceof Op.Conv conv && conv.name().equals("conv_body"))
                .findFirst()
                .orElseThrow();
        assertThat(trunk.epilogue()).hasSize(1);
        View skip = ((Stage.Add) trunk.epilogue().get(0)).operand().view();
        assertThat(skip.buffer().channels()).isEqualTo(6);
        Layout layout = new Layout(plan, 10, 200, 8);
        assertThat(layout.region(skip.buffer()).keptRows()).isBetween(31, 40);
        for (Buffer buffer : plan.buffers()) {
            if (buffer.channels() > 6) {
                assertThat(layout.region(buffer).keptRows()).isLessThanOrEqualTo(9);
            }
        }
    }

    @Test
    void isATableOfItsSteps() {
        Plan plan = plan(net.output(net.scale(0.5f, net.conv("c6", net.concat(net.conv("c3", x), x)))));
        assertThat(plan.toString().lines()).hasSameSizeAs(plan.steps());
        assertThat(plan.toString().lines().toList().get(plan.steps().size() - 1))
                .matches(" +3  Conv\\[name=c6, in=6, out=3, kernel=3, bias=\\[]] b1 +"
                        + "lag +2 block 1@0 \\| \\* 0\\.5 -> b2");
        assertThat(plan.toString()).contains("-> b1[0..3)").contains("-> b1[3..6)");
    }
}

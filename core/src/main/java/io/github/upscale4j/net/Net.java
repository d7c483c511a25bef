package io.github.upscale4j.net;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A network: an immutable graph from one input image to one output image, written by an architecture through
 * {@link NetBuilder}.
 *
 * @param nodes in an order in which they can be computed; the first is the input
 * @param output the node whose value is the result
 * @param multiple both sides of the input must be a multiple of this; smaller ones are extended to the right and
 *     downwards by reflection, and the output is cropped
 */
public record Net(List<Node> nodes, Node output, int multiple) {
    public Net {
        nodes = List.copyOf(nodes);
        if (!output.extent().regular() || output.down() != 1) {
            throw new IllegalArgumentException(
                    "the output is " + output.extent() + " of the input's size, not a whole multiple");
        }
    }

    public int inputChannels() {
        return nodes.get(0).channels();
    }

    public int outputChannels() {
        return output.channels();
    }

    /** Rows of the input behind one row of the value that has the fewest. */
    public int coarsest() {
        return nodes.stream().mapToInt(Node::down).max().orElse(1);
    }

    /** Output columns for every input column. */
    public int scale() {
        return output.up();
    }

    /**
     * Whether an image has to go through it whole: some operation sees all of it at once, or some value has a size that is
     * no fixed rate of the image's.
     */
    public boolean whole() {
        return nodes.stream()
                .anyMatch(node -> node.op().global() || !node.extent().regular());
    }

    /** Whether images whose sides are multiples of {@link #multiple()} are extended, too: see {@link Op.Mirror}. */
    public boolean beyond() {
        return nodes.stream().anyMatch(node -> node.op() instanceof Op.Mirror mirror && mirror.beyond());
    }

    /** The smallest side of an image, a multiple of {@link #multiple()}, of which every value has at least a pixel. */
    public int smallest() {
        int side = multiple;
        for (Node node : nodes) {
            while (node.extent().size(side) < 1) {
                side += multiple;
            }
        }
        return side;
    }

    /**
     * Rows and columns by which a part of an image may be moved without another division into cells: what every value's rows
     * come round at together.
     */
    public int period() {
        int period = multiple;
        for (Node node : nodes) {
            int one = node.extent().down() * node.extent().divisor();
            int common = period;
            while (common % one != 0) {
                common += period;
            }
            period = common;
        }
        return period;
    }

    @Override
    public String toString() {
        return nodes.stream().map(Node::toString).collect(Collectors.joining("\n"));
    }
}

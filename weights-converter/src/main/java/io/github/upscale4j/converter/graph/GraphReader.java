package io.github.upscale4j.converter.graph;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.weights.MalformedWeightsException;
import io.github.upscale4j.weights.Weights;
import io.github.upscale4j.weights.WeightsBuilder;
import java.math.BigInteger;
import java.util.List;

/**
 * Makes a network of a graph. Sizes in a graph are numbers or computed from the picture's, so it is read for one size, and
 * for another to see that the network is the same. Where sizes must be multiples of something, a graph says so only by
 * what it computes: then it is read again, for sizes that are none, which graphs extend by themselves; and if they do not,
 * for multiples.
 */
public final class GraphReader {
    /** How often a graph is read anew because it turned out to want multiples or a border. */
    private static final int ATTEMPTS = 6;

    /** Pictures for which graphs are read are about so many pixels high; more where multiples are large. */
    private static final int SIDE = 48;

    /** From here on multiples are those of windows, whose masks should be small: the fewest that tell edges from the middle. */
    private static final int WINDOW = 7;

    /** Elements that may be made beside those of the file, as filled-up kernels, for each of the file's bytes. */
    private static final long ROOM = 1;

    private static final long LEAST_ROOM = 4 << 20;

    private GraphReader() {}

    private record Read(Net net, WeightsBuilder weights) {}

    /**
     * The weights under the names that a known architecture's checkpoints have, if the graph is such a network; else with
     * the network as {@link Weights#architecture}.
     *
     * @param kind of graph, as people call it
     * @param bytes of the file
     * @throws MalformedWeightsException naming the node that cannot be read, and why
     */
    public static Weights read(ParsedGraph graph, String kind, long bytes) throws MalformedWeightsException {
        ParsedGraph.Picture picture = graph.input();
        if (picture.channels() < 1 || picture.channels() > 1 << 12) {
            throw new MalformedWeightsException("the input " + MalformedWeightsException.quote(picture.name())
                    + " has " + (picture.channels() == ParsedGraph.FREE ? "a free number of" : picture.channels())
                    + " channels; from 1 to 4096 are read");
        }
        Read read = read(graph, LEAST_ROOM + bytes * ROOM);
        read.weights().metadata(graph.metadata());
        Weights known = KnownNetworks.recognise(read.net(), read.weights().build());
        return known != null
                ? known
                : read.weights()
                        .architecture(new CarriedNetwork(kind, read.net()))
                        .build();
    }

    private static Read read(ParsedGraph graph, long room) throws MalformedWeightsException {
        Sizes sizes = Sizes.FIRST;
        Wishes.Found found = new Wishes.Found();
        for (int attempt = 1; ; attempt++) {
            Wishes wishes = new Wishes(sizes, found);
            MalformedWeightsException failure = null;
            Read read = null;
            try {
                read = at(graph, sizes, wishes, room);
            } catch (MalformedWeightsException e) {
                failure = e;
            }
            if (wishes.granted() && read != null) {
                return read;
            }
            if (wishes.granted() || attempt == ATTEMPTS) {
                Read traced = traced(graph, Wishes.sizes(found), room);
                if (traced != null) {
                    return traced;
                }
                throw failure != null
                        ? failure
                        : new MalformedWeightsException("the graph wants sides that are multiples of "
                                + wishes.sizes().multiple() + ", and then of others");
            }
            sizes = wishes.sizes();
        }
    }

    /**
     * A graph of free sizes that holds numbers of one, as tracing leaves them: read as if it had been exported with that
     * size. For others it has no result, or none that is meant.
     *
     * @return null if none of the sizes is it
     */
    private static Read traced(ParsedGraph graph, List<List<Integer>> sizes, long room) {
        for (List<Integer> size : sizes) {
            try {
                return read(graph.of(size.get(0), size.get(1)), room);
            } catch (MalformedWeightsException e) {
                // not for this size either
            }
        }
        return null;
    }

    private static Read at(ParsedGraph graph, Sizes sizes, Wishes wishes, long room) throws MalformedWeightsException {
        ParsedGraph.Picture picture = graph.input();
        int[] primes = primes(sizes.cell() < WINDOW ? SIDE / sizes.cell() : 3);
        boolean free = picture.height() == ParsedGraph.FREE || picture.width() == ParsedGraph.FREE;
        Read read = null;
        int readings = free ? sizes.readings() : 1;
        for (int i = 0; i < readings; i++) {
            int height = picture.height() == ParsedGraph.FREE ? sizes.side(primes[i % 2], i) : picture.height();
            int width = picture.width() == ParsedGraph.FREE ? sizes.side(primes[1 - i % 2], i) : picture.width();
            Lowering lowering = new Lowering(graph, height, width, wishes, room);
            Net net = lowering.run();
            if (i == 2 && lowering.isLarger()) {
                wishes.beyond();
            }
            boolean extended = lowering.isExtended() || !wishes.granted();
            if (!extended && !lowering.isLarger() && sizes.kind() == Sizes.Kind.EXTENDED) {
                wishes.any();
                return null;
            }
            if (!extended) {
                throw new MalformedWeightsException("the graph is for pictures of " + height + " x " + width
                        + " pixels, and no sizes that it extends by reflection are multiples of " + sizes.multiple());
            }
            boolean alike = i < 2 || !sizes.isExtended();
            if (alike && read != null && !net.toString().equals(read.net().toString())) {
                throw new MalformedWeightsException(
                        "the graph is another network for pictures of another size; export it with fixed sizes");
            }
            read = read == null ? new Read(net, lowering.tensors.weights()) : read;
        }
        return read;
    }

    private static int[] primes(int from) {
        int[] primes = new int[2];
        BigInteger prime = BigInteger.valueOf(from - 1);
        for (int i = 0; i < primes.length; i++) {
            prime = prime.nextProbablePrime();
            primes[i] = prime.intValue();
        }
        return primes;
    }
}

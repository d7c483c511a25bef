package io.github.upscale4j.converter.graph;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.MalformedWeightsException;
import io.github.upscale4j.weights.Weights;
import io.github.upscale4j.weights.WeightsBuilder;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a network of a graph. Sizes in a graph are numbers or computed from the picture's, so it is read for one size, and
 * for another to see that the network is the same. Where sizes must be multiples of something, which a graph says only
 * by failing, multiples are tried.
 */
public final class GraphReader {
    private static final int[] MULTIPLES = {1, 2, 4, 8, 16, 3, 6, 12, 24, 7, 14, 10, 5, 32, 64};

    /** Pictures for which graphs are read are about so many pixels high. */
    private static final int SIDE = 48;

    /** Elements that may be made beside those of the file, as filled-up kernels, for each of the file's bytes. */
    private static final long ROOM = 1;

    private static final long LEAST_ROOM = 4 << 20;

    private GraphReader() {}

    private record Read(Net net, WeightsBuilder weights) {}

    /** Why it failed for one multiple, and how many nodes it came to. */
    private record Failure(MalformedWeightsException reason, int nodes) {}

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
        List<Failure> failures = new ArrayList<>();
        for (int multiple : MULTIPLES) {
            Read read = at(graph, multiple, room, failures);
            int needed = read == null ? multiple : needed(read.net());
            read = multiple % needed == 0 ? read : at(graph, needed, room, failures);
            if (read != null) {
                return read;
            }
        }
        // the one that came farthest knows best
        throw failures.stream()
                .reduce((a, b) -> b.nodes() > a.nodes() ? b : a)
                .orElseThrow()
                .reason();
    }

    /** Null if it fails. */
    private static Read at(ParsedGraph graph, int multiple, long room, List<Failure> failures) {
        ParsedGraph.Picture picture = graph.input();
        int[] primes = primes(Math.max(3, SIDE / multiple));
        Read read = null;
        for (int i = 0; i < 2; i++) {
            int height = picture.height() == ParsedGraph.FREE ? multiple * primes[2 * i] : picture.height();
            int width = picture.width() == ParsedGraph.FREE ? multiple * primes[2 * i + 1] : picture.width();
            Lowering lowering = new Lowering(graph, height, width, multiple, room);
            try {
                Net net = lowering.run();
                if (!lowering.isExtendedTo(multiple) && multiple % needed(net) == 0) {
                    throw new MalformedWeightsException("the graph is for pictures of " + height + " x " + width
                            + " pixels, and no sizes that it extends by reflection are multiples of " + multiple);
                }
                if (read != null && !net.toString().equals(read.net().toString())) {
                    throw new MalformedWeightsException(
                            "the graph is another network for pictures of another size; export it with fixed sizes");
                }
                read = read == null ? new Read(net, lowering.tensors.weights()) : read;
            } catch (MalformedWeightsException e) {
                failures.add(new Failure(e, lowering.done()));
                return null;
            }
            if (picture.height() != ParsedGraph.FREE && picture.width() != ParsedGraph.FREE) {
                break;
            }
        }
        return read;
    }

    private static int[] primes(int from) {
        int[] primes = new int[4];
        BigInteger prime = BigInteger.valueOf(from - 1);
        for (int i = 0; i < primes.length; i++) {
            prime = prime.nextProbablePrime();
            primes[i] = prime.intValue();
        }
        return primes;
    }

    /** What sides must be a multiple of, so that all maps have whole pixels and windows. */
    private static int needed(Net net) {
        long needed = 1;
        for (Node node : net.nodes()) {
            int pixels = node.op() instanceof Op.WindowAttention attention ? attention.window() : 1;
            long rows = (long) pixels * node.down();
            needed = multiple(needed, rows / divisor(rows, node.up()));
            if (needed > 1 << 12) {
                throw new IllegalArgumentException("the picture's sides would have to be multiples of " + needed);
            }
        }
        return (int) needed;
    }

    private static long multiple(long a, long b) {
        return a / divisor(a, b) * b;
    }

    private static long divisor(long a, long b) {
        return b == 0 ? a : divisor(b, a % b);
    }
}

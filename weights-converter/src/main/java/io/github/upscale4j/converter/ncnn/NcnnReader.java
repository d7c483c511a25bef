package io.github.upscale4j.converter.ncnn;

import io.github.upscale4j.converter.FileBytes;
import io.github.upscale4j.converter.graph.GraphReader;
import io.github.upscale4j.weights.MalformedWeightsException;
import io.github.upscale4j.weights.Weights;
import io.github.upscale4j.weights.WeightsReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads <a href="https://github.com/Tencent/ncnn">ncnn</a>'s pair of {@code NAME.param} (the graph, as text) and {@code
 * NAME.bin} (the weights, float32 or float16) with a network from one picture to one. Found by {@link
 * Weights#read(Path)} where this module is on the class path.
 */
public final class NcnnReader implements WeightsReader {
    private static final String PARAM = ".param";
    private static final long LARGEST_GRAPH = 4 << 20; // that of the largest published model has 0.1 MB

    /** For {@link java.util.ServiceLoader}. */
    public NcnnReader() {}

    @Override
    public boolean recognises(ByteBuffer start) {
        return startsAsGraph(start);
    }

    private static boolean startsAsGraph(ByteBuffer start) {
        byte[] magic = NcnnParam.MAGIC.getBytes(StandardCharsets.US_ASCII);
        return start.limit() > magic.length
                && start.slice(0, magic.length).equals(ByteBuffer.wrap(magic))
                && Character.isWhitespace(start.get(magic.length));
    }

    /** Whether the file's content is a graph of ncnn's. */
    public static boolean isParam(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return startsAsGraph(ByteBuffer.wrap(in.readNBytes(START)));
        }
    }

    /** Where the weights of a graph lie: beside it. */
    public static Path bin(Path param) throws MalformedWeightsException {
        String name = param.getFileName().toString();
        if (!name.endsWith(PARAM)) {
            throw new MalformedWeightsException(
                    param + ": an ncnn graph, whose weights are looked for in NAME.bin beside NAME.param; rename it");
        }
        return param.resolveSibling(name.substring(0, name.length() - PARAM.length()) + ".bin");
    }

    @Override
    public Weights read(Path param) throws IOException {
        Path bin = bin(param);
        if (!Files.isRegularFile(bin)) {
            throw new MalformedWeightsException(
                    param + ": its weights are not there: " + bin.getFileName() + ", in the same folder");
        }
        if (Files.size(param) > LARGEST_GRAPH) {
            throw new MalformedWeightsException(
                    param + ": " + Files.size(param) + " bytes, at most " + LARGEST_GRAPH + " of graph are read");
        }
        try {
            // bytes that are no ASCII can only be in names
            return read(Files.readString(param, StandardCharsets.ISO_8859_1), FileBytes.of(bin));
        } catch (MalformedWeightsException e) {
            throw e.in(param.toString());
        }
    }

    static Weights read(String graph, ByteBuffer numbers) throws MalformedWeightsException {
        List<NcnnLayer> layers = NcnnParam.parse(graph);
        NcnnBin bin = new NcnnBin(numbers);
        new NcnnGraph(bin).read(layers); // only all numbers together tell how they were stored
        return GraphReader.read(new NcnnGraph(bin.original()).read(layers), "ncnn", numbers.limit());
    }
}

package io.github.upscale4j.converter.onnx;

import io.github.upscale4j.converter.FileBytes;
import io.github.upscale4j.converter.graph.GraphReader;
import io.github.upscale4j.converter.graph.ParsedGraph;
import io.github.upscale4j.weights.MalformedWeightsException;
import io.github.upscale4j.weights.Weights;
import io.github.upscale4j.weights.WeightsReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Reads <a href="https://onnx.ai">ONNX</a> files with a network from one picture to one, as PyTorch's exporter and {@link
 * OnnxExport} write them, with their weights or with files beside them that hold these. Found by {@link Weights#read(Path)}
 * where this module is on the class path.
 */
public final class OnnxReader implements WeightsReader {
    /** Fields of ModelProto: numbers, and messages or texts. */
    private static final String NUMBERS = "1 5";

    private static final String TEXTS = "2 3 4 6 7 8 14 20 25 26";

    /** For {@link java.util.ServiceLoader}. */
    public OnnxReader() {}

    /** A file that begins with the version of the format, as those of all known writers do, and goes on with its fields. */
    @Override
    public boolean recognises(ByteBuffer start) {
        int at = 0;
        int fields = 0;
        while (at >= 0 && at + 1 < start.limit() && fields < 3) {
            int tag = start.get(at);
            boolean number = (tag & 7) == 0;
            boolean known = tag > 0
                    && ((tag & 7) == 2 || number)
                    && (" " + (number ? NUMBERS : TEXTS) + " ").contains(" " + (tag >> 3) + " ");
            if (!known || at == 0 && (tag != 8 || start.get(1) < 1 || start.get(1) > 64)) {
                return false;
            }
            if (tag >> 3 == 7) {
                return true;
            }
            at = number ? at + 2 : skipped(start, at + 1);
            fields++;
        }
        return fields > 1;
    }

    /** Where the field after one with a length begins; -1 if the length is longer than a graph's before it. */
    private static int skipped(ByteBuffer start, int at) {
        return start.get(at) >= 0 ? at + 1 + start.get(at) : -1;
    }

    @Override
    public Weights read(Path file) throws IOException {
        try {
            return read(FileBytes.of(file), FilesBeside.of(file));
        } catch (MalformedWeightsException e) {
            throw e.in(file.toString());
        } catch (UncheckedIOException e) { // of a file beside it
            throw e.getCause();
        }
    }

    static Weights read(ByteBuffer bytes) throws MalformedWeightsException {
        return read(bytes, FilesBeside.none());
    }

    private static Weights read(ByteBuffer bytes, FilesBeside beside) throws MalformedWeightsException {
        ParsedGraph graph = OnnxFile.parse(bytes, beside);
        return GraphReader.read(graph, "ONNX", bytes.limit() + beside.bytes());
    }
}

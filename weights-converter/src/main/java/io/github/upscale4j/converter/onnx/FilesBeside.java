package io.github.upscale4j.converter.onnx;

import static io.github.upscale4j.weights.MalformedWeightsException.quote;

import io.github.upscale4j.converter.FileBytes;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Files in the folder of a graph that hold its tensors: ONNX's external data, as networks above 2 GB and PyTorch's newer
 * exporter have it. Only those that lie in the very folder are opened, whatever a graph says.
 */
final class FilesBeside {
    private static final int FILES = 64;

    private final Path folder; // null where there is none
    private final Map<String, ByteBuffer> opened = new HashMap<>();

    private FilesBeside(Path folder) {
        this.folder = folder;
    }

    /** Of a graph that lies nowhere: all are refused. */
    static FilesBeside none() {
        return new FilesBeside(null);
    }

    /** Those in the folder of a graph. */
    static FilesBeside of(Path graph) {
        return new FilesBeside(graph.toAbsolutePath().getParent());
    }

    /** Bytes of all files that were opened. */
    long bytes() {
        return opened.values().stream().mapToLong(ByteBuffer::limit).sum();
    }

    /**
     * A part of a file.
     *
     * @param tensor whose values it has, for messages
     * @param length bytes; -1 is all that follow
     * @throws UncheckedIOException if the file cannot be read
     */
    ByteBuffer part(String tensor, String name, long offset, long length) throws MalformedWeightsException {
        ByteBuffer all = opened.get(name);
        if (all == null) {
            all = open(tensor, name);
            opened.put(name, all);
        }
        long own = length < 0 ? all.limit() - offset : length;
        if (offset < 0 || offset > all.limit() || own < 0 || own > all.limit() - offset) {
            throw refused(tensor, name, "has " + all.limit() + " bytes, not " + own + " from " + offset + " on");
        }
        return all.slice((int) offset, (int) own);
    }

    private ByteBuffer open(String tensor, String name) throws MalformedWeightsException {
        if (folder == null) {
            throw refused(
                    tensor,
                    name,
                    "cannot be found from a graph without a folder; save the model as one file, in Python:"
                            + " onnx.save(onnx.load(path), path, save_as_external_data=False)");
        }
        Path file = inFolder(tensor, name);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw refused(tensor, name, "is no file beside the graph; keep the two in one folder");
        }
        if (opened.size() == FILES) {
            throw refused(tensor, name, "is one of more than " + FILES + " files; save the weights in one");
        }
        try {
            return FileBytes.of(file);
        } catch (MalformedWeightsException e) {
            throw e.in(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The path, if the name is that of a file and nothing else. */
    private Path inFolder(String tensor, String name) throws MalformedWeightsException {
        boolean plain = !name.isEmpty()
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ')
                && !name.equals(".")
                && !name.equals("..");
        try {
            Path file = plain ? folder.resolve(name) : null;
            if (file != null
                    && folder.equals(file.getParent())
                    && file.normalize().equals(file)) {
                return file;
            }
        } catch (InvalidPathException e) {
            // refused below
        }
        throw refused(tensor, name, "is no name of a file in the graph's own folder; only these are read");
    }

    private static MalformedWeightsException refused(String tensor, String name, String why) {
        return new MalformedWeightsException(
                "tensor " + quote(tensor) + " lies in another file: " + quote(name) + " " + why);
    }
}

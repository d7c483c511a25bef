package io.github.upscale4j.converter;

import io.github.upscale4j.Model;
import io.github.upscale4j.arch.UnknownArchitectureException;
import io.github.upscale4j.weights.MalformedWeightsException;
import io.github.upscale4j.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is in a weights file, and what a conversion of it would refuse. */
public final class Inspection {
    private static final long LARGEST = Integer.MAX_VALUE;

    private final Path file;
    private final long bytes;
    private final String sha256;
    private final Weights weights;
    private final Model model; // null if the architecture is unknown
    private final List<TensorFacts> tensors;
    private final List<String> refusals = new ArrayList<>();

    private Inspection(Path file, Weights weights, Map<String, String> options) throws IOException {
        this.file = file;
        this.weights = weights;
        bytes = Files.size(file);
        sha256 = Sha256.of(file);
        tensors = weights.names().stream()
                .map(name -> TensorFacts.of(weights, name))
                .toList();
        model = model(options);
        look();
    }

    /**
     * Reads a file and looks at every element.
     *
     * @param options hyper-parameters that the file does not hold, as for {@link Model#load(Path, Map)}
     * @throws MalformedWeightsException if the whole file is refused
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if an option is unknown to the architecture
     */
    public static Inspection of(Path file, Map<String, String> options) throws IOException {
        return new Inspection(file, Weights.read(file), options);
    }

    private Model model(Map<String, String> options) {
        try {
            return Model.of(file.getFileName().toString(), weights, options);
        } catch (UnknownArchitectureException e) {
            refusals.add("to .onnx, to --blend and to pictures: " + e.getMessage());
            return null;
        }
    }

    private void look() {
        for (ElementType type : List.of(ElementType.F16, ElementType.BF16)) {
            tensors.stream()
                    .filter(tensor -> tensor.overflows(type))
                    .findFirst()
                    .ifPresent(tensor -> refusals.add("as " + type + ": tensor "
                            + MalformedWeightsException.quote(tensor.name()) + " holds "
                            + Math.max(-tensor.least(), tensor.most()) + " in magnitude, at most " + type.largest
                            + " fits"));
        }
        if (weights.parameters() * ElementType.F32.size > LARGEST) {
            refusals.add("as F32: more than " + LARGEST + " bytes; use F16 or BF16");
        }
        if (weights.architecture().isPresent()) {
            refusals.add("to .safetensors, but for its tensors: the network is the file's own graph; .onnx keeps it");
        }
        if (layout().isEmpty()) {
            refusals.add("to rename: the tensors are in none of RRDBNet's layouts");
        }
    }

    /** The network; empty if no known architecture fits. */
    public Optional<Model> model() {
        return Optional.ofNullable(model);
    }

    /** The layout of names, where the network is one that has several. */
    public Optional<RrdbLayout> layout() {
        return RrdbLayout.of(weights);
    }

    /** All tensors, in file order. */
    public List<TensorFacts> tensors() {
        return tensors;
    }

    /** What a conversion would refuse and why, one line each. */
    public List<String> refusals() {
        return List.copyOf(refusals);
    }

    /** The report that {@code ./convert --inspect} prints. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        line(text, "file", file + ", " + String.format(Locale.ROOT, "%,d bytes", bytes));
        line(text, "sha256", sha256);
        line(text, "network", model == null ? "unknown" : model.toString());
        layout().ifPresent(layout -> line(text, "layout", layout.name().toLowerCase(Locale.ROOT)));
        new TreeMap<>(weights.metadata())
                .forEach((key, value) -> line(
                        text,
                        "metadata",
                        MalformedWeightsException.quote(key) + " = " + MalformedWeightsException.quote(value)));
        types().forEach((type, sums) -> line(
                text, "type", String.format(Locale.ROOT, "%s: %,d tensors, %,d elements", type, sums[0], sums[1])));
        tensors.forEach(tensor -> line(text, "tensor", tensor.toString()));
        long broken = tensors.stream().mapToLong(TensorFacts::notFinite).sum();
        if (broken > 0) {
            line(text, "warning", broken + " elements are infinite or no number: pictures will have holes");
        }
        refusals.forEach(refusal -> line(text, "refused", refusal));
        return text.toString();
    }

    /** Tensors and elements of each type. */
    private Map<String, long[]> types() {
        Map<String, long[]> types = new TreeMap<>();
        for (TensorFacts tensor : tensors) {
            long[] sums = types.computeIfAbsent(tensor.type(), type -> new long[2]);
            sums[0]++;
            sums[1] += tensor.shape().elements();
        }
        return types;
    }

    private static void line(StringBuilder text, String what, String value) {
        text.append(String.format("%-9s", what)).append(value).append(System.lineSeparator());
    }
}

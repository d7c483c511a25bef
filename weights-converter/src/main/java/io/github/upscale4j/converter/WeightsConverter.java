package io.github.upscale4j.converter;

import io.github.upscale4j.Model;
import io.github.upscale4j.arch.UnknownArchitectureException;
import io.github.upscale4j.converter.ncnn.NcnnReader;
import io.github.upscale4j.converter.onnx.OnnxExport;
import io.github.upscale4j.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Turns weights files into safe and small ones: {@code .safetensors}, or an {@code .onnx} graph for other runtimes, by
 * the output's extension. Read is what {@link Weights#read(Path)} reads. Immutable; the same input gives the same bytes.
 *
 * <pre>{@code
 * WeightsConverter.standard()
 *         .type(ElementType.F16)
 *         .licence("BSD-3-Clause")
 *         .convert(Path.of("realesr-animevideov3.pth"), Path.of("animevideo.safetensors"));
 * }</pre>
 *
 * <p>The output's metadata hold {@code architecture}, {@code scale}, {@code colours} (what the network takes and gives),
 * {@code license} and {@code source} if given, {@code source_sha256} (of ncnn's pair also {@code source_bin_sha256}),
 * {@code converter}, options of the architecture, and what the input's own metadata said beyond that.
 */
public final class WeightsConverter {
    private static final WeightsConverter STANDARD = new WeightsConverter(ElementType.F32, null, Map.of(), Map.of());

    private final ElementType type;
    private final RrdbLayout layout; // null: as the input has it
    private final Map<String, String> options;
    private final Map<String, String> about;

    private WeightsConverter(
            ElementType type, RrdbLayout layout, Map<String, String> options, Map<String, String> about) {
        this.type = type;
        this.layout = layout;
        this.options = options;
        this.about = about;
    }

    /** float32, names as they are. */
    public static WeightsConverter standard() {
        return STANDARD;
    }

    /**
     * The type of floating-point numbers in a {@code .safetensors}; an {@code .onnx} is float32. Biases, slopes, norms and
     * the kernels over the picture itself stay float32: they take next to no room, and much of the error.
     */
    public WeightsConverter type(ElementType wanted) {
        return new WeightsConverter(wanted, layout, options, about);
    }

    /** Renames the tensors of an RRDBNet. */
    public WeightsConverter layout(RrdbLayout wanted) {
        return new WeightsConverter(type, wanted, options, about);
    }

    /** Hyper-parameters that the input does not hold, as for {@link Model#load(Path, Map)}; the output holds them. */
    public WeightsConverter options(Map<String, String> wanted) {
        return new WeightsConverter(type, layout, Map.copyOf(wanted), about);
    }

    /** The weights' licence, for the output's metadata. */
    public WeightsConverter licence(String text) {
        return about("license", text);
    }

    /** Where the weights come from, for the output's metadata. */
    public WeightsConverter source(String text) {
        return about("source", text);
    }

    private WeightsConverter about(String key, String value) {
        Map<String, String> more = new HashMap<>(about);
        more.put(key, value);
        return new WeightsConverter(type, layout, options, Map.copyOf(more));
    }

    /**
     * Converts a file. A {@code .safetensors} is also written for tensors that no known architecture has; an output that
     * exists is replaced at the end, in one move, or stays as it is if anything fails. A graph that is no known
     * architecture's loses its network in a {@code .safetensors} and keeps it in an {@code .onnx}.
     *
     * @throws io.github.upscale4j.weights.MalformedWeightsException if the input is damaged, hostile or no weights file
     * @throws UnknownArchitectureException if no architecture fits and an {@code .onnx} is asked for, or options are given
     * @throws IllegalArgumentException if the output has another extension or is the input, the type is too small for a
     *     number, the layout is another network's, or an option is unknown
     */
    public Conversion convert(Path input, Path output) throws IOException {
        check(output, input);
        Weights weights = Weights.read(input);
        Conversion conversion = recognise(input, weights, !isSafetensors(output) || !options.isEmpty());
        write(conversion, weights, checksums("source", input), output);
        return conversion;
    }

    /**
     * Writes a model between two, as {@link Model#blend}; the metadata are those of {@code a}, with the checksum of {@code
     * b} as {@code second_sha256} and the {@code blend} of {@code a}.
     *
     * @param share of {@code a}, from 0 to 1
     * @throws UnknownArchitectureException if no architecture fits one of them
     * @throws IllegalArgumentException as {@link #convert} and {@link Model#blend}
     */
    public Conversion blend(Path a, Path b, double share, Path output) throws IOException {
        check(output, a, b);
        Model model = Model.blend(Model.load(a, options), Model.load(b, options), share);
        Map<String, String> facts =
                Map.of("source_sha256", Sha256.of(a), "second_sha256", Sha256.of(b), "blend", Double.toString(share));
        Conversion conversion = new Conversion(model, null);
        // the files' own tensors, as the model may have others
        write(conversion, Weights.blend(Weights.read(a), Weights.read(b), (float) share), facts, output);
        return conversion;
    }

    /** Of a file, and of the weights beside it where it is a graph only. */
    private static Map<String, String> checksums(String which, Path file) throws IOException {
        if (!NcnnReader.isParam(file)) {
            return Map.of(which + "_sha256", Sha256.of(file));
        }
        return Map.of(which + "_sha256", Sha256.of(file), which + "_bin_sha256", Sha256.of(NcnnReader.bin(file)));
    }

    private void check(Path output, Path... inputs) throws IOException {
        String name = output.toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".safetensors") && !name.endsWith(".onnx")) {
            throw new IllegalArgumentException(output + ": an output ends in .safetensors or .onnx");
        }
        if (type != ElementType.F32 && name.endsWith(".onnx")) {
            throw new IllegalArgumentException(output + ": an .onnx is written as F32 only, not " + type);
        }
        for (Path input : inputs) {
            if (Files.exists(output) && Files.exists(input) && Files.isSameFile(input, output)) {
                throw new IllegalArgumentException(output + ": the output is the input; name another file");
            }
        }
    }

    private static boolean isSafetensors(Path output) {
        return output.toString().toLowerCase(Locale.ROOT).endsWith(".safetensors");
    }

    private Conversion recognise(Path input, Weights weights, boolean required) throws UnknownArchitectureException {
        if (!required && weights.architecture().isPresent()) {
            return new Conversion(
                    null,
                    new UnknownArchitectureException("the network is the graph in " + input.getFileName()
                            + ", which a .safetensors does not hold: its tensors alone are no model. Use the input as it"
                            + " is, or convert it to .onnx"));
        }
        try {
            return new Conversion(Model.of(input.getFileName().toString(), weights, options), null);
        } catch (UnknownArchitectureException e) {
            if (required) {
                throw e;
            }
            return new Conversion(null, e);
        }
    }

    private void write(Conversion conversion, Weights weights, Map<String, String> facts, Path output)
            throws IOException {
        Map<String, String> metadata = new HashMap<>(weights.metadata());
        metadata.put("format", "pt"); // how others know that names are PyTorch's
        conversion.model().ifPresent(model -> metadata.putAll(describe(model)));
        metadata.putAll(options);
        metadata.putAll(about);
        metadata.putAll(facts);
        metadata.put("converter", version());
        Weights named = layout == null ? weights : layout.rename(weights);
        if (isSafetensors(output)) {
            WholeFile.write(output, out -> SafetensorsWriter.write(named, type, metadata, out));
        } else {
            Model model = conversion.model().orElseThrow();
            OnnxExport.write(layout == null ? model : Model.of(model.name(), named, options), metadata, output);
        }
    }

    private static Map<String, String> describe(Model model) {
        return Map.of(
                "architecture",
                model.architecture(),
                "scale",
                Integer.toString(model.scale()),
                "colours",
                colours(model.inputChannels()) + " to " + colours(model.outputChannels()) + ", from 0 to 1");
    }

    private static String colours(int channels) {
        return channels == 3 ? "RGB" : channels == 1 ? "gray" : channels + " channels";
    }

    /** As in {@code upscale4j 0.1.0}. */
    public static String version() {
        String version = WeightsConverter.class.getPackage().getImplementationVersion();
        return "upscale4j " + (version == null ? "(not packaged)" : version);
    }
}

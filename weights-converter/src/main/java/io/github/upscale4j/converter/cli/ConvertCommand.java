package io.github.upscale4j.converter.cli;

import io.github.upscale4j.Model;
import io.github.upscale4j.converter.Conversion;
import io.github.upscale4j.converter.ElementType;
import io.github.upscale4j.converter.Inspection;
import io.github.upscale4j.converter.RrdbLayout;
import io.github.upscale4j.converter.Verification;
import io.github.upscale4j.converter.WeightsConverter;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The options, and the way from them to converted files. */
@Command(
        name = "./convert",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        customSynopsis = {
            "./convert INPUT -o OUTPUT [options]",
            "./convert --inspect INPUT",
            "./convert --blend A B SHARE -o OUTPUT [options]"
        },
        description = "Converts weights of super-resolution networks to safe and small files.",
        footer = {"", "Exit code: 0 if all went well, 1 if a file is refused, 2 if the command line is wrong."})
final class ConvertCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "INPUT",
            description =
                    "A state dict (.pth, .pt, .ckpt, .pkl), .safetensors, .onnx, or ncnn's .param beside its .bin, told by content.")
    private Path input;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUTPUT",
            description = "The file to write, .safetensors or .onnx.")
    private Path output;

    @Option(
            names = "--type",
            paramLabel = "f32|f16|bf16",
            description = "Numbers of a .safetensors, rounded to nearest; default: f32.")
    private ElementType type = ElementType.F32;

    @Option(
            names = "--rename-to",
            paramLabel = "official|trunk|old",
            description = "Names of an RRDBNet's tensors: Real-ESRGAN's, BSRGAN's, or those of ESRGAN in 2018.")
    private RrdbLayout layout;

    @Option(
            names = "--option",
            paramLabel = "NAME=VALUE",
            description = "A hyper-parameter that INPUT does not hold, as in act_type=leakyrelu; OUTPUT will.")
    private Map<String, String> options = Map.of();

    @Option(names = "--license", paramLabel = "TEXT", description = "The weights' licence, for OUTPUT's metadata.")
    private String licence;

    @Option(names = "--source", paramLabel = "TEXT", description = "Where they come from, for OUTPUT's metadata.")
    private String source;

    @Option(
            names = "--blend",
            arity = "3",
            paramLabel = "A B SHARE",
            description = "In place of INPUT: SHARE (0 to 1) of model A and the rest of B.")
    private List<String> blend;

    @Option(names = "--verify", description = "Run input and output on a test picture and print the difference.")
    private boolean verify;

    @Option(
            names = "--inspect",
            description = "Print what is in INPUT, and what a conversion would refuse; nothing is written.")
    private boolean inspect;

    @Option(names = "--debug", description = "Stack traces with errors.")
    private boolean debug;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            check();
            return inspect ? inspect() : convert();
        } catch (IOException | IllegalArgumentException | OutOfMemoryError e) {
            return complain(e);
        }
    }

    private void check() {
        if (inspect && (output != null || blend != null || verify)) {
            throw wrong("--inspect goes without -o, --blend and --verify");
        }
        if ((input == null) == (blend == null)) {
            throw wrong(input == null ? "no INPUT" : "--blend names its inputs: no other INPUT");
        }
        if (!inspect && output == null) {
            throw wrong("no OUTPUT: -o OUTPUT says where the result goes");
        }
    }

    private int inspect() throws IOException {
        print(Inspection.of(existing(input), options).toString().stripTrailing());
        return ExitCode.OK;
    }

    private int convert() throws IOException {
        WeightsConverter converter =
                WeightsConverter.standard().type(type).layout(layout).options(options);
        converter = licence == null ? converter : converter.licence(licence);
        converter = source == null ? converter : converter.source(source);
        Conversion conversion = blend == null
                ? converter.convert(existing(input), output)
                : converter.blend(
                        existing(Path.of(blend.get(0))), existing(Path.of(blend.get(1))), share(blend.get(2)), output);
        print(output + ": " + conversion.model().map(Model::toString).orElse("tensors of an unknown network")
                + String.format(Locale.ROOT, ", %,d bytes", Files.size(output)));
        conversion.obstacle().ifPresent(obstacle -> say("note: " + obstacle));
        if (verify) {
            Model before = conversion
                    .model()
                    .orElseThrow(() -> new IllegalArgumentException("--verify: there is no known network to run"));
            print("verified: " + Verification.of(before, written()));
        }
        return ExitCode.OK;
    }

    private Model written() throws IOException {
        try {
            return Model.load(output);
        } catch (MalformedWeightsException e) {
            throw new IllegalArgumentException(
                    "--verify: the file is written, but not compared, since its graph is not read back: "
                            + e.getMessage() + "; compare it in ONNX Runtime");
        }
    }

    /** Before anything else is done, and with the file's name. */
    private static Path existing(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        return file;
    }

    private double share(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw wrong("--blend A B SHARE: SHARE is a number from 0 to 1, not '" + text + "'");
        }
    }

    private ParameterException wrong(String reason) {
        return new ParameterException(spec.commandLine(), reason);
    }

    private int complain(Throwable e) {
        say(Complaint.of(e));
        if (debug) {
            PrintWriter err = spec.commandLine().getErr();
            e.printStackTrace(err);
            err.flush();
        }
        return ExitCode.SOFTWARE;
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    private void say(String line) {
        spec.commandLine().getErr().println("convert: " + line);
        spec.commandLine().getErr().flush();
    }
}

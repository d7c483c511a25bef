package io.github.upscale4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.upscale4j.testing.ChildJvm;
import io.github.upscale4j.testing.SameOnBothPaths;
import java.lang.module.ModuleFinder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels as lesser processors run them: JVMs that are told to use less than they have. */
@SameOnBothPaths
class CappedCpuTest {
    private static final String[] GOLDENS = {
        "srvgg-prelu-x3",
        "srvgg-prelu-gray-x4",
        "esrgan-new-x2-unshuffle",
        "esrgan-old-x4",
        "esrgan-plus-x4",
        "swinir-real-x2",
        "swinir-jpeg-gray-w7",
        "swin2sr-aux-x4-exact"
    };

    @BeforeEach
    void needsX86WithTheVectorModule() {
        assumeTrue(System.getProperty("os.arch").matches("amd64|x86_64"), "the flags are those of the JVM on x86");
        // this JVM may run without the module: the ones that are started here ask for it
        assumeTrue(ModuleFinder.ofSystem().find("jdk.incubator.vector").isPresent(), "this JDK has no vector module");
    }

    @ParameterizedTest
    @CsvSource({"-XX:UseAVX=2, 256", "-XX:MaxVectorSize=16, 128", "-XX:UseAVX=1, 128"})
    void isRightAtEveryWidth(String flag, int bits) throws Exception {
        String output = run(flag, "cpu-vector", GOLDENS);
        Matcher result =
                Pattern.compile("cpu-vector \\((\\d+) bit, 2 threads\\) (\\S+)").matcher(output);
        assertThat(result.find()).as(output).isTrue();
        assertThat(Integer.parseInt(result.group(1))).isLessThanOrEqualTo(bits);
        assertThat(Float.parseFloat(result.group(2))).isLessThanOrEqualTo(5e-5f);
    }

    /** Without flags the kernels sum in another way where a multiply-add is two instructions. */
    @Test
    void plainKernelsAreRightWithoutFusedMultiplyAdd() throws Exception {
        String output = run("-XX:-UseFMA", "cpu-scalar", GOLDENS);
        Matcher result = Pattern.compile("cpu-scalar \\(2 threads\\) (\\S+)").matcher(output);
        assertThat(result.find()).as(output).isTrue();
        assertThat(Float.parseFloat(result.group(1))).isLessThanOrEqualTo(2e-5f);
    }

    @Test
    void refusesVectorsOf64Bits() throws Exception {
        assertThat(run("-XX:MaxVectorSize=8", "cpu-vector", "srvgg-prelu-x3"))
                .contains(
                        "IllegalStateException: cpu-vector cannot be used: this processor has vectors of only 64 bits");
    }

    /** As processors before 2013 are: the vectors are there, but every multiply-add would be a BigDecimal. */
    @ParameterizedTest
    @ValueSource(strings = {"-XX:-UseFMA", "-XX:UseAVX=0"})
    void refusesProcessorsWithoutFusedMultiplyAdd(String flag) throws Exception {
        assertThat(run(flag, "cpu-vector", "srvgg-prelu-x3"))
                .contains("IllegalStateException: cpu-vector cannot be used: this processor has no fused multiply-add");
    }

    @Test
    void refusesTheInterpreter() throws Exception {
        assertThat(run("-Xint", "cpu-vector", "srvgg-prelu-x3"))
                .contains("IllegalStateException: cpu-vector cannot be used: this JVM runs without its optimising"
                        + " compiler");
    }

    private static String run(String flag, String backend, String... goldens) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(backend));
        arguments.addAll(List.of(goldens));
        return ChildJvm.run(
                        90,
                        List.of("-Xmx256m", "--add-modules", "jdk.incubator.vector", flag),
                        CappedCpuMain.class,
                        arguments.toArray(String[]::new))
                .output();
    }
}

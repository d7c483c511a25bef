package io.github.upscale4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code upscale} as far as it gets without a build; {@code .ci/run} does the rest. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a script for bash")
class ScriptTest {
    @TempDir
    Path home;

    @Test
    void saysThatThereIsNoJava() throws Exception {
        assertThat(start()).isEqualTo("upscale: JAVA_HOME is " + home + ", and there is no bin/java in it\n");
    }

    @Test
    void saysThatJavaIsTooOld() throws Exception {
        Path java = Files.createDirectory(home.resolve("bin")).resolve("java");
        Files.createFile(java, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.2\"\n");
        assertThat(start()).startsWith("upscale: Java 17 or newer is needed, and " + java + " is Java 11");
    }

    private String start() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("bash", "../upscale", "--info").redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", home.toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).isEqualTo(1);
        return output;
    }
}

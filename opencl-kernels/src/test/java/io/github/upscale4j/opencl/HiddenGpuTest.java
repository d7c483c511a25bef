package io.github.upscale4j.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** File systems of machines that this one need not be. */
class HiddenGpuTest {
    private static final Device CPU = DeviceChoiceTest.device("0.0", "PoCL", "Intel Xeon", Device.Kind.CPU, 2);

    @TempDir
    private Path root;

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void pci(String vendor, String kind) throws IOException {
        write("sys/bus/pci/devices/0000:00:02.0/vendor", vendor + "\n");
        write("sys/bus/pci/devices/0000:00:02.0/class", kind + "\n");
    }

    @ParameterizedTest
    @CsvSource({"0x10de, nvidia-opencl-icd", "0x1002, rocm-opencl-icd", "0x8086, intel-opencl-icd"})
    void saysWhatToInstall(String vendor, String remedy) throws IOException {
        pci(vendor, "0x030200");
        assertThat(HiddenGpu.hint(root, List.of(CPU)))
                .hasValueSatisfying(why ->
                        assertThat(why).startsWith("this machine has a GPU of ").contains(remedy));
    }

    @Test
    void saysWhichFileIsMissingInAContainer() throws IOException {
        write("proc/driver/nvidia/version", "580");
        write("usr/lib64/libnvidia-opencl.so.1", "");
        assertThat(HiddenGpu.hint(root, List.of(CPU)))
                .hasValueSatisfying(why -> assertThat(why)
                        .endsWith("echo /usr/lib64/libnvidia-opencl.so.1 > /etc/OpenCL/vendors/nvidia.icd"));
    }

    @Test
    void saysNothingOfWhatOpenClKnowsAndOfOtherDevices() throws IOException {
        assertThat(HiddenGpu.hint(root, List.of())).as("no Linux").isEmpty();
        pci("0x10de", "0x030000");
        Device known = DeviceChoiceTest.device("1.0", "NVIDIA CUDA", "NVIDIA H100", Device.Kind.GPU, 132);
        assertThat(HiddenGpu.hint(root, List.of(CPU, known))).isEmpty();
        pci("0x8086", "0x020000");
        assertThat(HiddenGpu.hint(root, List.of(CPU))).as("a network card").isEmpty();
        pci("0x1a03", "0x030000");
        assertThat(HiddenGpu.hint(root, List.of())).as("of an unknown maker").isEmpty();
    }

    @Test
    void whoLacksADeviceIsTold() {
        DeviceChoice choice = new DeviceChoice(List.of(CPU), Optional.of("load the driver"));
        assertThat(choice.reluctance())
                .hasValueSatisfying(why -> assertThat(why).endsWith("; load the driver"));
        assertThat(new DeviceChoice(List.of(), Optional.of("load the driver")).unavailable())
                .hasValue("no OpenCL device is there: load the driver");
    }
}

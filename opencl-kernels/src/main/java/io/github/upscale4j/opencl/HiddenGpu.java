package io.github.upscale4j.opencl;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A GPU that Linux sees and OpenCL does not, which is common in containers, and what to do about it.
 *
 * @param vendor the number that stands for the maker on the PCI bus
 * @param names what the maker is called in a device's vendor, name or platform
 * @param sign a file that is there where Linux has the maker's driver for computing
 * @param library what OpenCL would load
 * @param remedy how to get it
 */
record HiddenGpu(String vendor, List<String> names, String sign, String library, String remedy) {
    private static final List<HiddenGpu> MAKERS = List.of(
            new HiddenGpu(
                    "0x10de",
                    List.of("NVIDIA"),
                    "proc/driver/nvidia/version",
                    "libnvidia-opencl.so.1",
                    "install NVIDIA's OpenCL library (Debian: nvidia-opencl-icd), or give the container the driver's"
                            + " capability 'compute' (NVIDIA_DRIVER_CAPABILITIES=compute,utility)"),
            new HiddenGpu(
                    "0x1002",
                    List.of("AMD", "Advanced Micro Devices"),
                    "dev/kfd",
                    "libamdocl64.so",
                    "install ROCm's OpenCL driver (rocm-opencl-icd) or Mesa's (mesa-opencl-icd)"),
            new HiddenGpu(
                    "0x8086",
                    List.of("Intel"),
                    "sys/module/i915",
                    "libigdrcl.so",
                    "install Intel's OpenCL driver (intel-opencl-icd)"));

    private static final String DISPLAY_CONTROLLER = "0x03";

    private static final List<String> FOLDERS = List.of(
            "usr/lib/x86_64-linux-gnu",
            "usr/lib/aarch64-linux-gnu",
            "usr/lib64",
            "usr/lib",
            "usr/lib/wsl/lib",
            "usr/local/nvidia/lib64",
            "usr/local/nvidia/lib");

    /** What to do so that a GPU of this machine can be used; empty where none is hidden, or nothing is known about it. */
    static Optional<String> hint(List<Device> devices) {
        return hint(Path.of("/"), devices);
    }

    /** The same under another root of the file system. */
    static Optional<String> hint(Path root, List<Device> devices) {
        return MAKERS.stream()
                .filter(maker -> !maker.made(devices) && maker.present(root))
                .findFirst()
                .map(maker -> maker.hint(root));
    }

    private boolean made(List<Device> devices) {
        return devices.stream()
                .filter(device -> device.kind() == Device.Kind.GPU)
                .map(device -> (device.vendor() + device.name() + device.platform()).toLowerCase(Locale.ROOT))
                .anyMatch(text -> names.stream().anyMatch(name -> text.contains(name.toLowerCase(Locale.ROOT))));
    }

    private boolean present(Path root) {
        if (Files.exists(root.resolve(sign))) {
            return true;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(root.resolve("sys/bus/pci/devices"))) {
            for (Path device : all) {
                if (text(device.resolve("class")).startsWith(DISPLAY_CONTROLLER)
                        && text(device.resolve("vendor")).equals(vendor)) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false; // no Linux, or its devices are not ours to see
        }
        return false;
    }

    private static String text(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file).strip() : "";
    }

    private String hint(Path root) {
        String known = "this machine has a GPU of " + names.get(0) + " that OpenCL does not know: ";
        return FOLDERS.stream()
                .map(folder -> "/" + folder + "/" + library)
                .filter(file -> Files.exists(root.resolve(file.substring(1))))
                .findFirst()
                .map(file ->
                        known + "its driver is there, but no file in /etc/OpenCL/vendors names it, as root: mkdir -p"
                                + " /etc/OpenCL/vendors && echo " + file + " > /etc/OpenCL/vendors/"
                                + names.get(0).toLowerCase(Locale.ROOT) + ".icd")
                .orElse(known + remedy);
    }
}

package io.github.upscale4j.opencl;

import static org.jocl.CL.*;

import io.github.upscale4j.spi.DeviceException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/** What the drivers say of their devices. Beside {@link Cl} and its kernels the only class that calls JOCL. */
final class Devices {
    /** Of the extension cl_nv_device_attribute_query. */
    private static final int CAPABILITY_MAJOR = 0x4000;

    private static final int CAPABILITY_MINOR = 0x4001;

    private Devices() {}

    /**
     * Every device of every driver that is installed.
     *
     * @throws DeviceException saying what to install if there is no OpenCL here
     */
    static List<Device> all() {
        cl_platform_id[] platforms;
        LibraryLink.loaded();
        try {
            CL.setExceptionsEnabled(true);
            int[] count = new int[1];
            clGetPlatformIDs(0, null, count);
            platforms = new cl_platform_id[count[0]];
            clGetPlatformIDs(count[0], platforms, null);
        } catch (CLException e) {
            throw new DeviceException(
                    "no OpenCL driver is installed (" + e.getMessage() + "): install the one of your GPU", e);
        } catch (UnsupportedOperationException | LinkageError e) {
            throw new DeviceException(
                    "no OpenCL library was found: install the driver of your GPU, or on Debian ocl-icd-libopencl1", e);
        }
        List<Device> all = new ArrayList<>();
        for (int p = 0; p < platforms.length; p++) {
            cl_device_id[] devices = devices(platforms[p]);
            for (int d = 0; d < devices.length; d++) {
                all.add(describe(p + "." + d, platforms[p], devices[d]));
            }
        }
        return all;
    }

    private static cl_device_id[] devices(cl_platform_id platform) {
        try {
            int[] count = new int[1];
            clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, null, count);
            cl_device_id[] devices = new cl_device_id[count[0]];
            clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, devices.length, devices, null);
            return devices;
        } catch (CLException e) {
            // CL_DEVICE_NOT_FOUND: a driver without its hardware
            return new cl_device_id[0];
        }
    }

    private static Device describe(String index, cl_platform_id platform, cl_device_id device) {
        long type = number(device, CL_DEVICE_TYPE);
        Device.Kind kind = (type & CL_DEVICE_TYPE_GPU) != 0
                ? Device.Kind.GPU
                : (type & CL_DEVICE_TYPE_ACCELERATOR) != 0
                        ? Device.Kind.ACCELERATOR
                        : (type & CL_DEVICE_TYPE_CPU) != 0 ? Device.Kind.CPU : Device.Kind.OTHER;
        long[] size = new long[1];
        clGetPlatformInfo(platform, CL_PLATFORM_NAME, 0, null, size);
        byte[] name = new byte[(int) size[0]];
        clGetPlatformInfo(platform, CL_PLATFORM_NAME, name.length, Pointer.to(name), null);
        return new Device(
                index,
                string(name),
                text(device, CL_DEVICE_NAME),
                text(device, CL_DEVICE_VENDOR),
                text(device, CL_DEVICE_VERSION),
                text(device, CL_DRIVER_VERSION),
                kind,
                number(device, CL_DEVICE_GLOBAL_MEM_SIZE),
                number(device, CL_DEVICE_MAX_MEM_ALLOC_SIZE),
                (int) number(device, CL_DEVICE_MAX_COMPUTE_UNITS),
                (int) number(device, CL_DEVICE_MAX_WORK_GROUP_SIZE),
                number(device, CL_DEVICE_LOCAL_MEM_SIZE),
                (int) number(device, CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT),
                text(device, CL_DEVICE_EXTENSIONS).contains("cl_khr_fp16"),
                capability(device),
                number(device, CL_DEVICE_COMPILER_AVAILABLE) != 0,
                number(device, CL_DEVICE_AVAILABLE) != 0,
                new Cl.Handle(platform, device));
    }

    private static int capability(cl_device_id device) {
        return text(device, CL_DEVICE_EXTENSIONS).contains("cl_nv_device_attribute_query")
                ? (int) (10 * number(device, CAPABILITY_MAJOR) + number(device, CAPABILITY_MINOR))
                : 0;
    }

    /** A number of 4 or 8 bytes; both are little-endian here, so the upper half stays zero. */
    private static long number(cl_device_id device, int what) {
        long[] value = new long[1];
        clGetDeviceInfo(device, what, Sizeof.cl_long, Pointer.to(value), null);
        return value[0];
    }

    private static String text(cl_device_id device, int what) {
        long[] size = new long[1];
        clGetDeviceInfo(device, what, 0, null, size);
        byte[] bytes = new byte[(int) size[0]];
        clGetDeviceInfo(device, what, bytes.length, Pointer.to(bytes), null);
        return string(bytes);
    }

    static String string(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).replace("\0", "").strip();
    }
}

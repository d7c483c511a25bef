package io.github.upscale4j.opencl;

import static org.jocl.CL.*;

import io.github.upscale4j.spi.DeviceException;
import io.github.upscale4j.spi.OutOfDeviceMemoryException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_platform_id;
import org.jocl.cl_program;

/**
 * A device's context and its queue, in which commands run in the order in which they were given: the only class that
 * calls JOCL. Failures become {@link DeviceException}s.
 */
final class Cl implements AutoCloseable {
    /** What the driver calls a device. */
    static final class Handle {
        private final cl_platform_id platform;
        private final cl_device_id device;

        private Handle(cl_platform_id platform, cl_device_id device) {
            this.platform = platform;
            this.device = device;
        }
    }

    private final Device device;
    private final AtomicInteger live = new AtomicInteger();
    private final cl_context context;
    private final cl_command_queue queue;

    Cl(Device device) {
        this.device = device;
        context = doing("open", () -> {
            cl_context_properties properties = new cl_context_properties();
            properties.addProperty(CL_CONTEXT_PLATFORM, device.handle().platform);
            return clCreateContext(properties, 1, new cl_device_id[] {device.handle().device}, null, null, null);
        });
        live.incrementAndGet();
        try {
            queue = doing("make a queue on", () -> queue(context, device));
        } catch (DeviceException e) {
            clReleaseContext(context);
            throw e;
        }
        live.incrementAndGet();
    }

    // the newer call is not there on devices with OpenCL 1.2
    @SuppressWarnings("deprecation")
    private static cl_command_queue queue(cl_context context, Device device) {
        return clCreateCommandQueue(context, device.handle().device, 0, null);
    }

    Device device() {
        return device;
    }

    /** OpenCL objects that were made here and not released yet. */
    int live() {
        return live.get();
    }

    /**
     * Every device of every driver that is installed.
     *
     * @throws DeviceException saying what to install if there is no OpenCL here
     */
    static List<Device> devices() {
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
                number(device, CL_DEVICE_COMPILER_AVAILABLE) != 0,
                number(device, CL_DEVICE_AVAILABLE) != 0,
                new Handle(platform, device));
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

    private static String string(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).replace("\0", "").strip();
    }

    /** Memory of the device. */
    final class Memory implements AutoCloseable {
        private final cl_mem mem;

        private Memory(cl_mem mem) {
            this.mem = mem;
            live.incrementAndGet();
        }

        /** Copies {@code count} floats there and waits. */
        void write(long offset, float[] from, int count) {
            doing(
                    "write to",
                    () -> clEnqueueWriteBuffer(
                            queue, mem, true, 4 * offset, 4L * count, Pointer.to(from), 0, null, null));
        }

        /** Waits for the commands before, then copies {@code count} floats from there. */
        void read(long offset, float[] to, int count) {
            doing(
                    "read from",
                    () -> clEnqueueReadBuffer(queue, mem, true, 4 * offset, 4L * count, Pointer.to(to), 0, null, null));
        }

        /** Copies {@code count} floats within the memory, where they do not overlap. */
        void copy(long from, long to, long count) {
            doing("copy on", () -> clEnqueueCopyBuffer(queue, mem, mem, 4 * from, 4 * to, 4 * count, 0, null, null));
        }

        /** Writes zeros and waits: drivers that take memory at its first use take it now or fail. */
        void clear(long offset, long count) {
            doing("clear memory of", () -> {
                clEnqueueFillBuffer(queue, mem, Pointer.to(new float[1]), 4, 4 * offset, 4 * count, 0, null, null);
                return clFinish(queue);
            });
        }

        @Override
        public void close() {
            released(() -> clReleaseMemObject(mem));
        }
    }

    /** Takes memory. */
    Memory memory(long bytes) {
        return new Memory(doing(
                "take " + (bytes >> 20) + " MB of",
                () -> clCreateBuffer(context, CL_MEM_READ_WRITE, bytes, null, null)));
    }

    /** A compiled kernel; arguments stay set until they are set anew. For one thread at a time. */
    final class Kernel implements AutoCloseable {
        private final String name;
        private final cl_program program;
        private final cl_kernel kernel;
        private int arguments;

        private Kernel(String name, cl_program program, cl_kernel kernel) {
            this.name = name;
            this.program = program;
            this.kernel = kernel;
            live.addAndGet(2);
        }

        /** Begins the arguments anew: the first one. */
        Kernel with(Memory memory) {
            arguments = 0;
            return and(memory);
        }

        private Kernel and(Memory memory) {
            set(Sizeof.cl_mem, Pointer.to(memory.mem));
            return this;
        }

        /** The next arguments: a {@code VIEW}. */
        Kernel and(DeviceView view) {
            return and(view.fresh()).and(view.kept()).and(view.numbers());
        }

        /** The next argument: an int, or a vector of 2, 4 or 8. */
        Kernel and(int... values) {
            set((long) Sizeof.cl_int * values.length, Pointer.to(values));
            return this;
        }

        private void set(long bytes, Pointer value) {
            doing(
                    "set argument " + arguments + " of " + name + " on",
                    () -> clSetKernelArg(kernel, arguments, bytes, value));
            arguments++;
        }

        /** Runs it over {@code columns} x {@code rows} work items, in groups of {@code group} in a row. */
        void run(long columns, long rows, int group) {
            long[] global = {(columns + group - 1) / group * group, rows};
            doing(
                    "run " + name + " on",
                    () -> clEnqueueNDRangeKernel(queue, kernel, 2, null, global, new long[] {group, 1}, 0, null, null));
        }

        @Override
        public void close() {
            released(() -> clReleaseKernel(kernel));
            released(() -> clReleaseProgram(program));
        }
    }

    /**
     * Compiles the kernel {@code runStep} of a source.
     *
     * @param name for messages
     * @throws DeviceException with the compiler's log if it does not take the source
     */
    Kernel compile(String name, String source) {
        cl_program program =
                doing("compile on", () -> clCreateProgramWithSource(context, 1, new String[] {source}, null, null));
        try {
            clBuildProgram(program, 1, new cl_device_id[] {device.handle().device}, "-cl-std=CL1.2", null, null);
            return new Kernel(name, program, clCreateKernel(program, "runStep", null));
        } catch (CLException e) {
            String log = log(program);
            clReleaseProgram(program);
            throw new DeviceException(
                    device + " cannot compile the kernel " + name + " (" + e.getMessage() + "): " + log, e);
        }
    }

    private String log(cl_program program) {
        long[] size = new long[1];
        clGetProgramBuildInfo(program, device.handle().device, CL_PROGRAM_BUILD_LOG, 0, null, size);
        byte[] log = new byte[(int) size[0]];
        clGetProgramBuildInfo(program, device.handle().device, CL_PROGRAM_BUILD_LOG, log.length, Pointer.to(log), null);
        return string(log);
    }

    /** Waits for all commands. */
    void finish() {
        doing("wait for", () -> clFinish(queue));
    }

    private <T> T doing(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (CLException e) {
            String message = "cannot " + what + " " + device + ": " + e.getMessage();
            boolean memory = e.getStatus() == CL_MEM_OBJECT_ALLOCATION_FAILURE
                    || e.getStatus() == CL_OUT_OF_RESOURCES
                    || e.getStatus() == CL_OUT_OF_HOST_MEMORY
                    || e.getStatus() == CL_INVALID_BUFFER_SIZE;
            throw memory ? new OutOfDeviceMemoryException(message, e) : new DeviceException(message, e);
        }
    }

    @Override
    public void close() {
        released(() -> clReleaseCommandQueue(queue));
        released(() -> clReleaseContext(context));
    }

    /** What belongs to a lost device is gone already. */
    private void released(Supplier<Integer> call) {
        try {
            call.get();
        } catch (CLException e) {
            System.getLogger(Cl.class.getName())
                    .log(System.Logger.Level.DEBUG, "an object of " + device + " was not released", e);
        }
        live.decrementAndGet();
    }
}

package io.github.upscale4j.opencl;

import static org.jocl.CL.*;

import io.github.upscale4j.spi.DeviceException;
import io.github.upscale4j.spi.OutOfDeviceMemoryException;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_event;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_platform_id;
import org.jocl.cl_program;

/**
 * A device's context and its queue, in which commands run in the order in which they were given, beside one for rows that
 * come and one for rows that go: with {@link Devices} the only class that calls JOCL. Failures become {@link DeviceException}s.
 */
final class Cl implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(Cl.class.getName());

    /** What the driver calls a device. */
    static final class Handle {
        private final cl_platform_id platform;
        private final cl_device_id device;

        Handle(cl_platform_id platform, cl_device_id device) {
            this.platform = platform;
            this.device = device;
        }
    }

    private final Device device;
    private final AtomicInteger live = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong fetched = new AtomicLong();
    private final cl_context context;
    private final cl_command_queue queue;
    private final cl_command_queue up;
    private final cl_command_queue down;
    private final boolean timed;
    private BiConsumer<String, Event> watcher; // of kernels; null if nobody is

    Cl(Device device) {
        this.device = device;
        timed = StepTimes.wanted();
        context = doing("open", () -> {
            cl_context_properties properties = new cl_context_properties();
            properties.addProperty(CL_CONTEXT_PLATFORM, device.handle().platform);
            return clCreateContext(properties, 1, new cl_device_id[] {device.handle().device}, null, null, null);
        });
        live.incrementAndGet();
        cl_command_queue[] queues = new cl_command_queue[3];
        try {
            for (int i = 0; i < queues.length; i++) {
                long properties = timed && i == 0 ? CL_QUEUE_PROFILING_ENABLE : 0;
                queues[i] = doing("make a queue on", () -> queue(context, device, properties));
                live.incrementAndGet();
            }
        } catch (DeviceException e) {
            Arrays.stream(queues).filter(Objects::nonNull).forEach(each -> released(() -> clReleaseCommandQueue(each)));
            released(() -> clReleaseContext(context));
            throw e;
        }
        queue = queues[0];
        up = queues[1];
        down = queues[2];
    }

    // the newer call is not there on devices with OpenCL 1.2
    @SuppressWarnings("deprecation")
    private static cl_command_queue queue(cl_context context, Device device, long properties) {
        return clCreateCommandQueue(context, device.handle().device, properties, null);
    }

    /** Whether {@link Event#start} and {@link Event#end} are known of kernels. */
    boolean timed() {
        return timed;
    }

    /** Gives the name and the end of every kernel that is run from now on to {@code watcher}; null to nobody. */
    void watch(BiConsumer<String, Event> watcher) {
        this.watcher = watcher;
    }

    Device device() {
        return device;
    }

    /** OpenCL objects that were made here and not released yet. */
    int live() {
        return live.get();
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
            sent.addAndGet(4L * count);
            doing(
                    "write to",
                    () -> clEnqueueWriteBuffer(
                            queue, mem, true, 4 * offset, 4L * count, Pointer.to(from), 0, null, null));
        }

        /**
         * Has {@code bytes} bytes copied there, beside the kernels.
         *
         * @param after what must have been done before; null if nothing
         */
        void write(long offset, Host from, long bytes, Event after) {
            cl_event done = new cl_event();
            doing(
                    "write to",
                    () -> clEnqueueWriteBuffer(
                            up, mem, false, offset, bytes, from.pointer, count(after), list(after), done));
            from.moving = new Event(done);
            sent.addAndGet(bytes);
            flush(up);
        }

        /** Has {@code bytes} bytes copied from there, beside the kernels, when {@code after} has been done. */
        void read(long offset, Host to, long bytes, Event after) {
            cl_event done = new cl_event();
            doing(
                    "read from",
                    () -> clEnqueueReadBuffer(
                            down, mem, false, offset, bytes, to.pointer, count(after), list(after), done));
            to.moving = new Event(done);
            fetched.addAndGet(bytes);
            flush(down);
        }

        /** Fills the first {@code bytes} bytes, a multiple of 4, with one int. */
        void fill(int value, long bytes) {
            doing(
                    "fill memory of",
                    () -> clEnqueueFillBuffer(queue, mem, Pointer.to(new int[] {value}), 4, 0, bytes, 0, null, null));
        }

        /** Copies bytes to an offset of other memory, or of this one where they do not overlap. */
        void copy(long from, Memory other, long to, long bytes) {
            doing("copy on", () -> clEnqueueCopyBuffer(queue, mem, other.mem, from, to, bytes, 0, null, null));
        }

        /**
         * Writes zeros into the first bytes, an even number, and waits: drivers that take memory at its first use take it now
         * or fail.
         */
        void clear(long bytes) {
            doing("clear memory of", () -> {
                clEnqueueFillBuffer(queue, mem, Pointer.to(new short[1]), 2, 0, bytes, 0, null, null);
                return clFinish(queue);
            });
        }

        @Override
        public void close() {
            released(() -> clReleaseMemObject(mem));
        }
    }

    /** The end of a command, which others can wait for. */
    final class Event implements AutoCloseable {
        private final cl_event event;

        private Event(cl_event event) {
            this.event = event;
            live.incrementAndGet();
        }

        /** @throws DeviceException if the command failed */
        void await() {
            doing("wait for", () -> clWaitForEvents(1, new cl_event[] {event}));
        }

        /** When the command began, in nanoseconds of the device's clock; only where {@link #timed} and when it has ended. */
        long start() {
            return time(CL_PROFILING_COMMAND_START);
        }

        /** Likewise, when it ended. */
        long end() {
            return time(CL_PROFILING_COMMAND_END);
        }

        private long time(int what) {
            long[] nanos = new long[1];
            doing("time", () -> clGetEventProfilingInfo(event, what, Sizeof.cl_ulong, Pointer.to(nanos), null));
            return nanos[0];
        }

        @Override
        public void close() {
            released(() -> clReleaseEvent(event));
        }
    }

    private static int count(Event event) {
        return event == null ? 0 : 1;
    }

    private static cl_event[] list(Event event) {
        return event == null ? null : new cl_event[] {event.event};
    }

    /** Commands that others wait for on another queue must have been given to the device. */
    private void flush(cl_command_queue which) {
        doing("give commands to", () -> clFlush(which));
    }

    /** Memory of the host from and to which the device copies by itself, mapped as long as it is there. */
    final class Host implements AutoCloseable {
        private final cl_mem mem;
        private final ByteBuffer bytes;
        private final Pointer pointer;
        private Event moving;

        private Host(cl_mem mem, ByteBuffer bytes) {
            this.mem = mem;
            this.bytes = bytes.order(ByteOrder.nativeOrder());
            pointer = Pointer.to(bytes);
            live.incrementAndGet();
        }

        /** Its content, which is the caller's after {@link #await} until the next transfer. */
        ByteBuffer bytes() {
            return bytes;
        }

        /** The transfer that has it; null if there is none. */
        Event moving() {
            return moving;
        }

        /** Waits for the transfer that has it. */
        void await() {
            if (moving != null) {
                Event last = moving;
                moving = null;
                try (last) {
                    last.await();
                }
            }
        }

        /** How many bytes it has. */
        int size() {
            return bytes.capacity();
        }

        /** Leaves the last transfer alone; none may be under way. */
        void forget() {
            if (moving != null) {
                moving.close();
                moving = null;
            }
        }

        /** No transfer may be under way. */
        @Override
        public void close() {
            forget();
            released(() -> {
                clEnqueueUnmapMemObject(queue, mem, bytes, 0, null, null);
                return clReleaseMemObject(mem);
            });
        }
    }

    /** Takes memory of the host. */
    Host host(int size) {
        cl_mem mem = doing(
                "take " + (size >> 10) + " KB of the host for",
                () -> clCreateBuffer(context, CL_MEM_READ_WRITE | CL_MEM_ALLOC_HOST_PTR, size, null, null));
        try {
            return new Host(
                    mem,
                    doing(
                            "map memory for",
                            () -> clEnqueueMapBuffer(
                                    queue, mem, true, CL_MAP_READ | CL_MAP_WRITE, 0, size, 0, null, null, null)));
        } catch (DeviceException e) {
            clReleaseMemObject(mem);
            throw e;
        }
    }

    /** Bytes that were brought to the device so far. */
    long sent() {
        return sent.get();
    }

    /** Bytes that were brought from the device so far. */
    long fetched() {
        return fetched.get();
    }

    /** Takes memory. */
    Memory memory(long bytes) {
        return new Memory(doing(
                "take " + (bytes >> 20) + " MB of",
                () -> clCreateBuffer(context, CL_MEM_READ_WRITE, bytes, null, null)));
    }

    /** What was compiled: as many kernels as are wanted. */
    final class Program implements AutoCloseable {
        private final String name;
        private final cl_program program;

        private Program(String name, cl_program program) {
            this.name = name;
            this.program = program;
            live.incrementAndGet();
        }

        /** One with arguments of its own. */
        Kernel kernel() {
            return new Kernel(name, doing("take " + name + " on", () -> clCreateKernel(program, "runStep", null)));
        }

        /** Kernels of it keep what they need. */
        @Override
        public void close() {
            released(() -> clReleaseProgram(program));
        }
    }

    /**
     * A kernel with its arguments, which stay set until others are. Drivers take some microseconds over each one: those that are as
     * they were are left. For one thread at a time.
     */
    final class Kernel implements AutoCloseable {
        private final String name;
        private final String running; // for messages
        private final cl_kernel kernel;
        private final List<Object> set = new ArrayList<>(); // Memory or ints
        private int arguments;

        private Kernel(String name, cl_kernel kernel) {
            this.name = name;
            running = "run " + name + " on";
            this.kernel = kernel;
            live.incrementAndGet();
        }

        /** Begins the arguments anew: the first one. */
        Kernel with(Memory memory) {
            arguments = 0;
            return and(memory);
        }

        private Kernel and(Memory memory) {
            if (arguments == set.size() || set.get(arguments) != memory) {
                set(Sizeof.cl_mem, Pointer.to(memory.mem), memory);
            }
            arguments++;
            return this;
        }

        /** The next arguments: a {@code VIEW}. */
        Kernel and(DeviceView view) {
            return and(view.fresh()).and(view.kept()).and(view.numbers());
        }

        /** The next argument: an int, or a vector of 2, 4 or 8. */
        Kernel and(int... values) {
            if (arguments == set.size() || !(set.get(arguments) instanceof int[] last && Arrays.equals(last, values))) {
                set((long) Sizeof.cl_int * values.length, Pointer.to(values), values.clone());
            }
            arguments++;
            return this;
        }

        private void set(long bytes, Pointer value, Object argument) {
            if (arguments == set.size()) {
                set.add(null);
            }
            set.set(arguments, null); // until it is
            doing(
                    "set argument " + arguments + " of " + name + " on",
                    () -> clSetKernelArg(kernel, arguments, bytes, value));
            set.set(arguments, argument);
        }

        /** Runs it over {@code columns} x {@code rows} work items, in groups of {@code group} in a row. */
        void run(long columns, long rows, int group) {
            run(columns, rows, group, null, null);
        }

        /** The same when {@code after}, a transfer, has been done; gives its own end. */
        Event runAfter(Event after, long columns, long rows, int group) {
            cl_event done = new cl_event();
            run(columns, rows, group, after, done);
            Event event = new Event(done);
            try {
                flush(queue);
            } catch (DeviceException e) {
                event.close();
                throw e;
            }
            return event;
        }

        private void run(long columns, long rows, int group, Event after, cl_event done) {
            long[] global = {(columns + group - 1) / group * group, rows};
            long[] local = {group, 1};
            cl_event end = done == null && watcher != null ? new cl_event() : done;
            doing(
                    running,
                    () -> clEnqueueNDRangeKernel(
                            queue, kernel, 2, null, global, local, count(after), list(after), end));
            if (end != done) {
                watcher.accept(name, new Event(end));
            }
        }

        @Override
        public void close() {
            released(() -> clReleaseKernel(kernel));
        }
    }

    /**
     * Compiles the kernel {@code runStep} of a source; what the driver says about it is logged at DEBUG, of NVIDIA's with the
     * registers that it takes.
     *
     * @param name for messages
     * @throws DeviceException with the compiler's log if it does not take the source
     */
    Program compile(String name, String source) {
        cl_program program =
                doing("compile on", () -> clCreateProgramWithSource(context, 1, new String[] {source}, null, null));
        try {
            boolean told = LOGGER.isLoggable(Logger.Level.DEBUG);
            String options = "-cl-std=CL1.2" + (told && device.capability() > 0 ? " -cl-nv-verbose" : "");
            clBuildProgram(program, 1, new cl_device_id[] {device.handle().device}, options, null, null);
            if (told) {
                LOGGER.log(Logger.Level.DEBUG, "{0} compiled {1}: {2}", device, name, log(program));
            }
            return new Program(name, program);
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
        return Devices.string(log);
    }

    /** Has the device begin with the commands that it was given. */
    void start() {
        flush(queue);
    }

    /** Waits for all commands. */
    void finish() {
        for (cl_command_queue each : List.of(up, queue, down)) {
            doing("wait for", () -> clFinish(each));
        }
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
        for (cl_command_queue each : List.of(up, queue, down)) {
            released(() -> clReleaseCommandQueue(each));
        }
        released(() -> clReleaseContext(context));
    }

    /** What belongs to a lost device is gone already. */
    private void released(Supplier<Integer> call) {
        try {
            call.get();
        } catch (CLException e) {
            LOGGER.log(Logger.Level.DEBUG, "an object of " + device + " was not released", e);
        }
        live.decrementAndGet();
    }
}

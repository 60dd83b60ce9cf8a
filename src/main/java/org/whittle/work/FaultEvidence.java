package org.whittle.work;

import java.util.regex.Pattern;
import org.whittle.work.Fault.Whose;

/**
 * What tells of a fault, the surest first: types, by the ends of their names or those of their supertypes, or words in
 * a message. Names of types are Java's, Hadoop's (RPC, HDFS, S3A, ABFS, GCS), the AWS SDK's, Spark's and DJL's; words
 * are theirs, the kernel's (strerror), libtorch's and CUDA's.
 */
enum FaultEvidence {

    INTERRUPTED(Whose.INTERRUPTED, "it was interrupted", "", "java.lang.InterruptedException"
            + "|java.io.InterruptedIOException|ClosedByInterruptException|TaskKilledException", null) {
        @Override
        boolean shows(Fault.Cause cause) {
            // Not what Java derives from them: a time-out is no interruption.
            return isOfType(cause.type());
        }
    },

    NO_FILE_SYSTEM(
            Whose.USER,
            "there is no jar for this file system",
            "Bring the jar that belongs to your Hadoop's version, such as -- --packages "
                    + "org.apache.hadoop:hadoop-aws:3.3.4 "
                    + "(s3a), org.apache.hadoop:hadoop-azure:3.3.4 (abfss) or "
                    + "com.google.cloud.bigdataoss:gcs-connector:hadoop3-2.2.26 (gs).",
            "UnsupportedFileSystemException",
            "Class [\\w.]*FileSystem not found|No FileSystem for scheme|No AbstractFileSystem configured for scheme"),

    /** A directory that is not what was written is its owner's to mend, also where a task notices. */
    DAMAGED(Whose.USER, "a file of the study is damaged", "", "org\\.whittle\\.[a-z.]*Damaged\\w+Exception", null),

    CREDENTIALS(Whose.INFRASTRUCTURE, "the credentials are missing, refused or expired",
            "Renew them (kinit, --principal and --keytab, or the keys and tokens that Spark is given).",
            "NoAuthWithAWSException|NoAwsCredentialsException|CredentialInitializationException|ExpiredTokenException"
                    + "|SecretManager\\$InvalidToken|KerberosAuthException|GSSException|LoginException|SaslException"
                    + "|TokenAccessProviderException|KrbException",
            "ExpiredToken|RequestExpired|InvalidAccessKeyId|SignatureDoesNotMatch|invalid_grant|GSS initiate failed"
                    + "|Kerberos tgt|(?i:security token .*(expired|invalid))|(?i:token.{0,80} (is|has) expired)"
                    + "|can't be found in cache|(?i:unable to (load|find) .*credentials)|Client cannot authenticate via"
                    + "|No AWS Credentials|Login failure for|AuthenticationFailed"),

    DISK_FULL(Whose.INFRASTRUCTURE, "no room is left on the disk", "Make room there, or name another place.",
            "QuotaExceededException|DiskChecker\\$DiskOutOfSpaceException",
            "No space left on device|(?i:disk quota exceeded)|(?i:not enough (disk )?space)|There is not enough space"
                    + "|could only be (written|replicated) to 0 |(?i:the (space|namespace) quota)|File too large"),

    READ_ONLY(Whose.INFRASTRUCTURE, "the file system can only be read", "Name another place, or mount it for writing.",
            null, "Read-only file system"),

    DENIED(Whose.INFRASTRUCTURE, "access is denied", "Give this user the right, or name another place.",
            "AccessControlException|AccessDeniedException|AuthorizationException",
            "Permission denied|(?i:access ?denied)|Status Code: 403|403 Forbidden|Operation not permitted"
                    + "|(?i:is not authorized to perform)|AuthorizationPermissionMismatch"),

    UNKNOWN_HOST(Whose.INFRASTRUCTURE, "a host is not known by this name", "Check the name, and that of the resolver.",
            "UnknownHostException|UnresolvedAddressException",
            "(?i:name or service not known)|(?i:temporary failure in name resolution)|nodename nor servname"
                    + "|(?i:java\\.net\\.UnknownHostException)"),

    NO_CONNECTION(Whose.INFRASTRUCTURE, "a server cannot be reached", "Check that it runs, and the way to it.",
            "ConnectException|NoRouteToHostException|SocketTimeoutException|ConnectTimeoutException|SocketException"
                    + "|PortUnreachableException|HttpHostConnectException|StandbyException|SafeModeException"
                    + "|ConnectionClosedException|ClosedChannelException|SSLException|NoServerForRegionException"
                    + "|RpcNoSuchProtocolException|RetriableException|BlockMissingException|SocketTimeout",
            "(?i:connection (was )?(refused|reset|timed out|closed by))|(?i:connect(ion)? timed out)"
                    + "|(?i:read timed out)|Broken pipe|(?i:no route to host)|(?i:network is unreachable)"
                    + "|Name node is in safe mode|(?i:service ?unavailable)|SlowDown|(?i:could not obtain block)"
                    // A NameNode that was started again ends the connections that it had.
                    + "|End of File Exception between local host"),

    DISK_BROKEN(Whose.INFRASTRUCTURE, "a disk or file system fails", "Look at it, or name another place.",
            null, "(?i:input/output error)|Stale file handle|(?i:structure needs cleaning)"
                    + "|Transport endpoint is not connected|(?i:checksum error: )"),

    LIMITS(Whose.INFRASTRUCTURE, "a limit of this machine is reached", "Raise it (ulimit, or the container's).",
            null, "(?i:too many open files)|(?i:error=(11|12|24),)|(?i:resource temporarily unavailable)"
                    + "|(?i:unable to create (new )?native thread)"),

    NATIVES(Whose.INFRASTRUCTURE, "the engine's native library cannot be loaded",
            "Build the job jar with the Maven profile of that machine's platform.",
            "UnsatisfiedLinkError",
            "(?i:failed to load pytorch native)|PyTorch engine cannot start|(?i:no deep learning engine found)"
                    + "|Could not initialize class ai\\.djl|in java\\.library\\.path|cannot open shared object file"
                    + "|version `GLIBC|(?i:cannot locate .*native|unable to locate .*pytorch)"
                    + "|(?i:failed to (download|save|extract) pytorch native)"),

    MEMORY(Whose.MEMORY, "memory did not suffice", "Give it more, such as -- --driver-memory 8g.",
            "OutOfMemoryError|OutOfMemoryException",
            "(?i:out of memory)|(?i:can't allocate memory)|(?i:not enough memory)|CUBLAS_STATUS_ALLOC_FAILED"
                    + "|CUDNN_STATUS_ALLOC_FAILED|Java heap space|GC overhead limit exceeded"),

    DEVICE(Whose.DEVICE, "a device failed", "Look at it (nvidia-smi), or leave it out.",
            null, "CUDA error|CUDA driver|CUDA-capable|CUDA kernel|(?i:unspecified launch failure)|ECC error"
                    + "|(?i:uncorrectable ECC)|(?i:illegal memory access)|(?i:misaligned address)"
                    + "|(?i:device-side assert)|CUBLAS_STATUS_|CUBLAS error|cuDNN error|CUDNN_STATUS_|cudaError"
                    + "|(?i:no kernel image is available)|(?i:driver version is insufficient)"
                    + "|(?i:fallen off the bus)|(?i:gpu is lost)|CUSOLVER_STATUS_|CURAND_STATUS_"),

    EXECUTORS_LOST(
            Whose.INFRASTRUCTURE,
            "Spark lost its executors",
            "See what ended them: often memory, or preemption.",
            "ExecutorDeadException|ShuffleBlockFetcherIterator\\$.*|MetadataFetchFailedException|FetchFailedException",
            "ExecutorLostFailure|(?i:executor (lost|loss|heartbeat timed out))|(?i:slave lost)|(?i:worker lost)"
                    + "|cannot run anywhere due to|Container (killed|marked as failed|from a bad node)"
                    + "|Master removed our application|All masters are unresponsive"
                    + "|Yarn application has already ended|(?i:application.{0,60} (was|has been) killed)"
                    + "|(?i:command exited with code)|exited unrelated to the running tasks"),

    SPARK_STOPPED(Whose.INFRASTRUCTURE, "Spark was stopped", "",
            null, "SparkContext (was|has been) shut ?down|stopped SparkContext|cancelled because SparkContext"
                    + "|Shutdown in progress|Shutdown hooks cannot be modified|Filesystem closed"),

    CLASS_PATH(Whose.OURS, "the job jar and this Spark or Java do not fit together",
            "Whittle is built for the Spark and Java that whittle --version names.",
            "NoClassDefFoundError|NoSuchMethodError|NoSuchFieldError|IncompatibleClassChangeError|AbstractMethodError"
                    + "|UnsupportedClassVersionError|VerifyError|InvalidClassException|ClassFormatError", null),

    STACK(Whose.OURS, "something is nested too deeply", "", "StackOverflowError", null),

    ERROR(Whose.OURS, "", "", "java.lang.Error", null),

    BUG(Whose.OURS, "", "", "NullPointerException|IndexOutOfBoundsException|ClassCastException|IllegalStateException"
            + "|ConcurrentModificationException|NoSuchElementException|NegativeArraySizeException|ArrayStoreException"
            + "|UnsupportedOperationException", null) {
        @Override
        boolean shows(Fault.Cause cause) {
            return super.shows(cause) && cause.thrown() != null && isOurs(cause.thrown());
        }
    };

    private final Whose whose;
    private final String words;
    private final String remedy;
    private final Pattern types;
    private final Pattern messages;

    FaultEvidence(Whose whose, String words, String remedy, String types, String messages) {
        this.whose = whose;
        this.words = words;
        this.remedy = remedy;
        this.types = types == null ? null : Pattern.compile("(.*[.$])?(%s)".formatted(types));
        this.messages = messages == null ? null : Pattern.compile(messages);
    }

    Whose whose() {
        return whose;
    }

    String remedy() {
        return remedy;
    }

    /** What happened, and how it was noticed. */
    String words(String noticed) {
        return hasWords() ? "%s (%s)".formatted(words, noticed) : noticed;
    }

    boolean hasWords() {
        return !words.isEmpty();
    }

    boolean shows(Fault.Cause cause) {
        return types != null && cause.types().stream().anyMatch(this::isOfType)
                || messages != null && messages.matcher(cause.message()).find();
    }

    boolean isOfType(String name) {
        return types.matcher(name).matches();
    }

    // Whoever hands a library nonsense is as much to blame as who stumbles: but tables and files are nonsense at times,
    // and then the library stumbles.
    private static boolean isOurs(Throwable thrown) {
        for (StackTraceElement frame : thrown.getStackTrace()) {
            String name = frame.getClassName();
            if (!name.startsWith("java.") && !name.startsWith("jdk.") && !name.startsWith("sun.")) {
                return name.startsWith("org.whittle.");
            }
        }
        return false;
    }
}

namespace PassiveDns.Formats;

/// <summary>Why a file could not be opened, read or written, in our words instead of the system's.</summary>
public static class FileFault
{
    // errno(3) of Linux, which .NET hands on in HResult; and the error codes of Windows, in its low half
    private static readonly Dictionary<int, string> UnixReasons = new()
    {
        [5] = "the disk or the connection to it failed", // EIO
        [17] = "a file of that name exists already", // EEXIST
        [20] = "a part of its path is no folder", // ENOTDIR
        [24] = "too many files are open", // EMFILE
        [26] = "it is being executed", // ETXTBSY
        [27] = "it would be longer than the file system or a limit allows", // EFBIG
        [28] = "no space is left on the disk", // ENOSPC
        [30] = "the file system can only be read", // EROFS
        [40] = "its links lead in a circle", // ELOOP
        [122] = "no space is left to this user", // EDQUOT
    };

    private static readonly Dictionary<int, string> WindowsReasons = new()
    {
        [19] = "the disk can only be read", // ERROR_WRITE_PROTECT
        [32] = "another process has it open", // ERROR_SHARING_VIOLATION
        [39] = "no space is left on the disk", // ERROR_HANDLE_DISK_FULL
        [80] = "a file of that name exists already", // ERROR_FILE_EXISTS
        [112] = "no space is left on the disk", // ERROR_DISK_FULL
        [183] = "a file of that name exists already", // ERROR_ALREADY_EXISTS
    };

    /// <summary>A clause without the path; null for a fault without a known reason.</summary>
    public static string? Reason(Exception fault) => fault switch
    {
        FileNotFoundException => "there is no such file",
        DirectoryNotFoundException => "there is no such folder",
        PathTooLongException => "its name is too long",
        UnauthorizedAccessException => "permission is denied",
        IOException when OperatingSystem.IsWindows() => WindowsReasons.GetValueOrDefault(fault.HResult & 0xFFFF),
        IOException => UnixReasons.GetValueOrDefault(fault.HResult),
        _ => null,
    };

    /// <summary>The path and the reason; the fault's own message, which may be a sentence of ours, where the reason is not known.</summary>
    public static string Sentence(Exception fault)
    {
        if (Reason(fault) is not { } reason) return fault.Message;
        return Path(fault.Message) is { } path ? $"{path}: {reason}" : reason;
    }

    /// <summary>.NET's messages have the path between their first and their last quotation mark.</summary>
    private static string? Path(string message)
    {
        var (first, last) = (message.IndexOf('\'', StringComparison.Ordinal), message.LastIndexOf('\''));
        return last > first + 1 ? message[(first + 1)..last] : null;
    }
}

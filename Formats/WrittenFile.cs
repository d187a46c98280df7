namespace PassiveDns.Formats;

/// <summary>A file that is written, for which a limit of its length is a fault like any other.</summary>
/// <remarks>.NET takes the system's EFBIG (a file system of 4 GiB a file, a limit of the user's) for a wrong argument, which no caller expects.</remarks>
public sealed class WrittenFile(string path, FileMode mode, FileAccess access, FileShare share, int bufferLength)
    : FileStream(path, mode, access, share, bufferLength)
{
    private const int TooLong = 27; // EFBIG, as errno(3) of Linux has it

    /// <summary>The other kinds of writing come down to this one.</summary>
    public override void Write(byte[] buffer, int offset, int count)
    {
        try
        {
            base.Write(buffer, offset, count);
        }
        catch (ArgumentOutOfRangeException e) when (IsTooLong(e))
        {
            throw Fault(e);
        }
    }

    public override void Flush(bool flushToDisk)
    {
        try
        {
            base.Flush(flushToDisk);
        }
        catch (ArgumentOutOfRangeException e) when (IsTooLong(e))
        {
            throw Fault(e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        try
        {
            base.Dispose(disposing);
        }
        catch (ArgumentOutOfRangeException e) when (IsTooLong(e))
        {
            throw Fault(e);
        }
    }

    private static bool IsTooLong(ArgumentOutOfRangeException e) => e.ParamName == "value";

    private IOException Fault(Exception e) => new($"'{Name}' would be too long: {e.Message}", TooLong);
}

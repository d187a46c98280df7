namespace PassiveDns.Tui;

/// <summary>What the process tells its caller.</summary>
public enum ExitCode
{
    /// <summary>Done, also when nothing was found.</summary>
    Done = 0,

    /// <summary>Nothing was found and <c>--fail-empty</c> was given.</summary>
    Empty = 1,

    /// <summary>The command line was not understood.</summary>
    Usage = 2,

    /// <summary>Done, but some input was damaged or skipped.</summary>
    DamagedInput = 3,

    /// <summary>The archive is damaged, of another format, or none.</summary>
    DamagedArchive = 4,

    /// <summary>A file could not be opened, read or written; no space is left.</summary>
    InputOutput = 5,

    /// <summary>Another process writes to the archive.</summary>
    ArchiveLocked = 6,

    /// <summary>Interrupted: 128 + SIGINT, as shells count.</summary>
    Interrupted = 130,
}

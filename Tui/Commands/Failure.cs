using PassiveDns.Analyzer.Capture;
using PassiveDns.Formats;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Names;

namespace PassiveDns.Tui.Commands;

/// <summary>The one place where an exception becomes a sentence and an exit code.</summary>
public static class Failure
{
    /// <summary>What to tell the user; null for an exception that no command expects: a fault in the program.</summary>
    public static (ExitCode Code, string Sentence)? Explain(Exception exception) => exception switch
    {
        OperationCanceledException => (ExitCode.Interrupted, "interrupted"),
        UsageException or NamePatternException => (ExitCode.Usage, exception.Message),
        TapException tap => (tap.IsUsage ? ExitCode.Usage : ExitCode.InputOutput, tap.Message),
        UnreadableFileException => (ExitCode.DamagedInput, exception.Message),
        ArchiveLockedException => (ExitCode.ArchiveLocked, exception.Message),
        ArchiveException => (ExitCode.DamagedArchive, exception.Message),
        IOException or UnauthorizedAccessException => (ExitCode.InputOutput, FileFault.Sentence(exception)),
        _ => null,
    };

    /// <summary>Two outcomes as one: the first that is not <see cref="ExitCode.Done"/> stays.</summary>
    public static ExitCode Worse(ExitCode first, ExitCode second) => first == ExitCode.Done ? second : first;
}

/// <summary>The command line cannot be carried out as it stands. The message is a clause for the user.</summary>
public sealed class UsageException(string message) : Exception(message);

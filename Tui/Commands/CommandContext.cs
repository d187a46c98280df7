using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Commands;

/// <summary>What a command reads, writes and knows of its surroundings: the process's own, or a test's.</summary>
public sealed record CommandContext
{
    /// <summary>Columns of a terminal of unknown width, and of what is no terminal.</summary>
    public const int UsualColumns = 80;

    /// <summary>Takes data, UTF-8. Buffered: the caller of the command flushes it.</summary>
    public required Stream Output { get; init; }

    /// <summary>Takes messages.</summary>
    public required Messages Messages { get; init; }

    /// <summary>Width of the terminal that shows <see cref="Output"/>; null when it goes into a file or a pipe.</summary>
    public int? OutputColumns { get; init; }

    /// <summary>Width of the terminal that shows <see cref="Messages"/>.</summary>
    public int MessageColumns { get; init; } = UsualColumns;

    /// <summary>A terminal shows <see cref="Output"/>, and its locale says that it has no other characters than those of ASCII, or some of another encoding.</summary>
    public bool IsAsciiTerminal { get; init; }

    /// <summary>A person sits at both ends: keys come from a terminal and output goes to one, which can be drawn on (not TERM=dumb).</summary>
    public bool IsInteractive { get; init; }

    /// <summary>Opens standard input as octets.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Names the archive when the command line does not; empty when there is no such variable.</summary>
    public string ArchiveVariable { get; init; } = "";

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Set when the user interrupts.</summary>
    public CancellationToken Interruption { get; init; }

    /// <summary>A writer of lines over <see cref="Output"/>. Dispose of it to flush; the stream stays open.</summary>
    public TextWriter OpenText() => new StreamWriter(Output, leaveOpen: true) { NewLine = "\n" };
}

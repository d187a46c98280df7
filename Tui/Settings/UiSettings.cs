using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Settings;

/// <summary>How the terminal UI is coloured.</summary>
public enum UiTheme
{
    Dark,
    Light,
    HighContrast,

    /// <summary>No colours: bold, underline and reverse.</summary>
    Plain,
}

/// <summary>What a copy goes to.</summary>
public enum UiClipboard
{
    /// <summary>The terminal, by OSC 52: also over SSH.</summary>
    Terminal,

    /// <summary>The clipboard program of the system that pdns runs on.</summary>
    System,
}

/// <summary>What a user chose for the terminal UI; where nothing was chosen, what is usual.</summary>
public sealed record UiSettings
{
    /// <summary>Most steps and neighbours that may be chosen for the graph.</summary>
    internal const int MostDepth = 100, MostFanout = 100_000;

    /// <summary>All columns, in the usual order.</summary>
    public static IReadOnlyList<ResultColumn> AllColumns { get; } = Enum.GetValues<ResultColumn>();

    /// <summary>Null leaves it to the terminal.</summary>
    public UiTheme? Theme { get; init; }

    /// <summary>All columns, each once, in the order in which those not hidden are shown.</summary>
    public IReadOnlyList<ResultColumn> Columns { get; init; } = AllColumns;

    /// <summary>Never all of them.</summary>
    public IReadOnlyList<ResultColumn> Hidden { get; init; } = [];

    public bool Mouse { get; init; } = true;

    /// <summary>Copies are defanged.</summary>
    public bool DefangCopies { get; init; } = true;

    /// <summary>Bars of ASCII characters only. Null leaves it to the locale.</summary>
    public bool? AsciiBars { get; init; }

    public UiClipboard Clipboard { get; init; }

    /// <summary>Steps that the graph goes.</summary>
    public int GraphDepth { get; init; } = new NeighbourhoodLimits().Depth;

    /// <summary>Most new neighbours of one node of the graph.</summary>
    public int GraphFanout { get; init; } = new NeighbourhoodLimits().Fanout;

    /// <summary>The columns that are shown, in order.</summary>
    public IReadOnlyList<ResultColumn> Shown => [.. Columns.Where(column => !Hidden.Contains(column))];

    /// <summary>The theme that counts.</summary>
    /// <param name="noColor">The variable NO_COLOR: where it is set and not empty, there are no colours, whatever was chosen (no-color.org).</param>
    /// <param name="ofTerminal">What suits the terminal.</param>
    public UiTheme ThemeFor(string? noColor, UiTheme ofTerminal) => noColor is { Length: > 0 } ? UiTheme.Plain : Theme ?? ofTerminal;
}

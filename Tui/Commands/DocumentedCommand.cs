using System.CommandLine;

namespace PassiveDns.Tui.Commands;

/// <summary>A subcommand with what its help page shows beside the bare options.</summary>
internal sealed class DocumentedCommand(string name, string summary) : Command(name, summary)
{
    private readonly List<(string Title, Option[] Options)> _groups = [];

    /// <summary>Options in the order and under the titles of the help page.</summary>
    public IReadOnlyList<(string Title, Option[] Options)> Groups => _groups;

    /// <summary>A paragraph of explanation below the summary.</summary>
    public string Remarks { get; init; } = "";

    /// <summary>The keys of the terminal UI belong to it.</summary>
    public bool HasKeys { get; init; }

    /// <summary>The forms of the command line, where they are not simply its arguments and options.</summary>
    public IReadOnlyList<string> Forms { get; init; } = [];

    /// <summary>Whole command lines, each with what it does.</summary>
    public IReadOnlyList<(string CommandLine, string Purpose)> Examples { get; init; } = [];

    public void AddGroup(string title, params Option[] options)
    {
        _groups.Add((title, options));
        foreach (var option in options) Options.Add(option);
    }
}

using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.Json;

namespace PassiveDns.Tui.Completion;

/// <summary>What a shell can offer where a value is due.</summary>
internal enum OfferKind
{
    /// <summary>Nothing: only the user knows.</summary>
    Nothing,

    /// <summary>One of some words.</summary>
    Words,

    /// <summary>Some of the words, with commas between them.</summary>
    List,

    /// <summary>A path.</summary>
    Files,

    /// <summary>The path of a folder.</summary>
    Folders,
}

/// <summary>What a shell offers for an argument, or for the value of an option.</summary>
/// <param name="Title">As the help page calls the value: <c>FORMAT</c>.</param>
internal sealed record Offer(OfferKind Kind, string Title, IReadOnlyList<string> Words)
{
    /// <summary>What the help page calls a value tells which are paths.</summary>
    private static readonly (string[] Titles, OfferKind Kind)[] Paths =
        [(["FILE", "PATH", "OUT", "SOURCE"], OfferKind.Files), (["DIR", "ARCHIVE", "OLD NEW"], OfferKind.Folders)];

    /// <summary>For what takes no value.</summary>
    public static Offer None { get; } = new(OfferKind.Nothing, "", []);

    public static Offer Of(Option option) => Of(option.HelpName!, option.ValueType, option.GetCompletions(CompletionContext.Empty));

    public static Offer Of(Argument argument) => Of(argument.HelpName ?? argument.Name, argument.ValueType, argument.GetCompletions(CompletionContext.Empty));

    private static Offer Of(string title, Type type, IEnumerable<CompletionItem> items)
    {
        string[] words = [.. items.Select(item => Word(type, item.Label))];
        if (words.Length > 0) return new Offer(title.EndsWith(",...", StringComparison.Ordinal) ? OfferKind.List : OfferKind.Words, title, words);
        var path = Array.Find(Paths, row => row.Titles.Contains(title.Trim('[', ']')));
        return new Offer(path.Kind, title, []);
    }

    /// <summary>The library offers the values of an enumeration as the code has them; users write them as <see cref="Commands.CommonOptions"/> reads them.</summary>
    private static string Word(Type type, string label)
    {
        var one = Nullable.GetUnderlyingType(type) ?? type;
        return one.IsEnum && Enum.IsDefined(one, label) ? JsonNamingPolicy.KebabCaseLower.ConvertName(label) : label;
    }
}

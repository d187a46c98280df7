namespace PassiveDns.Indexer.Names;

/// <summary>How a pattern is read.</summary>
public enum NamePatternKind : byte
{
    /// <summary>The text of the name contains the pattern; with a final dot it ends with it.</summary>
    Substring,

    /// <summary>The whole name matches a pattern of <c>*</c>, <c>?</c>, <c>[...]</c> and <c>[!...]</c>.</summary>
    Glob,

    /// <summary>A .NET regular expression matches anywhere in the name.</summary>
    Regex,

    /// <summary>Consecutive labels of the name differ from those of the pattern by a few edits.</summary>
    Fuzzy,
}

/// <summary>A search for names by what they look like. <see cref="NameMatcher"/> defines what matches.</summary>
public sealed record NameQuery
{
    /// <summary>Most edits of a fuzzy search: with three, nearly everything short is like everything else.</summary>
    public const int MaxDistance = 2;

    /// <summary>Printable ASCII, 1 to <see cref="Formats.Dns.DomainNameFormat.MaxTextLength"/> characters; letter case does not
    /// matter.</summary>
    public required string Pattern { get; init; }

    public NamePatternKind Kind { get; init; }

    /// <summary>Edits a fuzzy search allows, 1 or 2; no other kind looks at it.</summary>
    public int Distance { get; init; } = 1;

    /// <summary>Most names wanted; null for all.</summary>
    public int? Limit { get; init; }
}

/// <summary>A pattern cannot be searched for. The message is one sentence for the user.</summary>
public sealed class NamePatternException : Exception
{
    public NamePatternException(string message)
        : base(message)
    {
    }

    public NamePatternException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public NamePatternException()
    {
    }
}

namespace PassiveDns.Indexer.Catalog;

/// <summary>One change to a case, in the memory and in the file, and back.</summary>
/// <param name="What">What it does, as a clause: <c>bookmark of example.com. added</c>.</param>
internal abstract record CaseChange(string What)
{
    public abstract CaseContent Apply(CaseContent content);

    public abstract void Write(CaseDatabase database);

    /// <summary>Null for a change that nobody wants back.</summary>
    public virtual CaseChange? Reverse => null;
}

/// <param name="Before">Null where there was none.</param>
/// <param name="After">Null where there is none any more.</param>
internal sealed record BookmarkChange(string What, CaseSubject Subject, CaseBookmark? Before, CaseBookmark? After) : CaseChange(What)
{
    public override CaseContent Apply(CaseContent content) => content.With(Subject.Key, After);

    public override void Write(CaseDatabase database) => database.Write(Subject.Key, After);

    public override CaseChange Reverse => this with { Before = After, After = Before };
}

/// <inheritdoc cref="BookmarkChange"/>
internal sealed record TrailChange(string What, string Name, CaseTrail? Before, CaseTrail? After) : CaseChange(What)
{
    public override CaseContent Apply(CaseContent content) => content.With(Name, After);

    public override void Write(CaseDatabase database) => database.Write(Name, After);

    public override CaseChange Reverse => this with { Before = After, After = Before };
}

/// <param name="Gone">The same text from earlier, and those that are too many.</param>
internal sealed record QueryChange(CaseQuery Added, IReadOnlyList<CaseQuery> Gone) : CaseChange("question noted")
{
    public override CaseContent Apply(CaseContent content) => content.With(Added, Gone);

    public override void Write(CaseDatabase database) => database.Write(Added, Gone);
}

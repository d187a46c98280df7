using System.Collections.Immutable;

namespace PassiveDns.Indexer.Catalog;

/// <summary>A subject that somebody marked, with what was written about it.</summary>
/// <param name="Note">Empty for none. Lines end with a line feed; to be sanitised when shown.</param>
/// <param name="Tags">Each once, in ordinal order.</param>
/// <param name="MadeMilliseconds">UTC, since 1970.</param>
/// <param name="ChangedMilliseconds">UTC, since 1970: of the last change to note or tags.</param>
public sealed record CaseBookmark(CaseSubject Subject, string Note, IReadOnlyList<string> Tags, long MadeMilliseconds, long ChangedMilliseconds);

/// <summary>Questions that were asked one after the other, under a name.</summary>
/// <param name="SavedMilliseconds">UTC, since 1970.</param>
public sealed record CaseTrail(string Name, IReadOnlyList<string> Questions, long SavedMilliseconds);

/// <summary>A question that was asked.</summary>
/// <param name="Number">Later ones have higher numbers.</param>
/// <param name="AskedMilliseconds">UTC, since 1970: the last time.</param>
public sealed record CaseQuery(long Number, string Text, long AskedMilliseconds);

/// <summary>All that a case holds at a moment; immutable.</summary>
public sealed class CaseContent
{
    /// <summary>Questions of the history.</summary>
    public const int MostQueries = 1_000;

    /// <summary>A case in which nothing has been done.</summary>
    public static CaseContent Empty { get; } = new(ImmutableDictionary<string, CaseBookmark>.Empty, ImmutableSortedDictionary.Create<string, CaseTrail>(StringComparer.Ordinal), []);

    private readonly ImmutableDictionary<string, CaseBookmark> _bookmarks;
    private readonly ImmutableSortedDictionary<string, CaseTrail> _trails;
    private readonly Lazy<IReadOnlyList<CaseBookmark>> _inOrder;

    internal CaseContent(
        ImmutableDictionary<string, CaseBookmark> bookmarks, ImmutableSortedDictionary<string, CaseTrail> trails, IReadOnlyList<CaseQuery> queries)
    {
        (_bookmarks, _trails, Queries) = (bookmarks, trails, queries);
        _inOrder = new(() =>
            [.. _bookmarks.Values.OrderBy(bookmark => bookmark.MadeMilliseconds).ThenBy(bookmark => bookmark.Subject.Title, StringComparer.Ordinal)
                .ThenBy(bookmark => bookmark.Subject.Key, StringComparer.Ordinal)]);
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<CaseBookmark> Bookmarks => _inOrder.Value;

    /// <summary>By name.</summary>
    public IEnumerable<CaseTrail> Trails => _trails.Values;

    public int TrailCount => _trails.Count;

    /// <summary>Different texts, newest first, <see cref="MostQueries"/> at most.</summary>
    public IReadOnlyList<CaseQuery> Queries { get; }

    /// <summary>The bookmark on a subject; null for none. As fast as a dictionary.</summary>
    /// <param name="key">See <see cref="CaseSubject.Key"/>.</param>
    public CaseBookmark? Find(string key) => _bookmarks.GetValueOrDefault(key);

    /// <summary>The trail of a name; null for none.</summary>
    public CaseTrail? FindTrail(string name) => _trails.GetValueOrDefault(name);

    internal int BookmarkCount => _bookmarks.Count;

    internal CaseContent With(string key, CaseBookmark? bookmark) =>
        new(bookmark is null ? _bookmarks.Remove(key) : _bookmarks.SetItem(key, bookmark), _trails, Queries);

    internal CaseContent With(string name, CaseTrail? trail) =>
        new(_bookmarks, trail is null ? _trails.Remove(name) : _trails.SetItem(name, trail), Queries);

    internal CaseContent With(CaseQuery added, IReadOnlyList<CaseQuery> gone) => new(_bookmarks, _trails, [added, .. Queries.Except(gone)]);
}

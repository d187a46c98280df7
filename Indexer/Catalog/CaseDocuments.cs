using LiteDB;

namespace PassiveDns.Indexer.Catalog;

/// <summary>What a case holds, between its records and their documents (FORMAT.md, "case.db"). Reading throws <see cref="InvalidDataException"/>
/// for a document that writing does not make.</summary>
internal static class CaseDocuments
{
    private static readonly (CaseSubjectKind Kind, string Name)[] Kinds = [(CaseSubjectKind.Question, "question"), (CaseSubjectKind.RRset, "rrset")];

    public static BsonDocument Write(CaseBookmark bookmark) => new()
    {
        ["_id"] = bookmark.Subject.Key,
        ["kind"] = NameOf(bookmark.Subject.Kind),
        ["title"] = bookmark.Subject.Title,
        ["question"] = bookmark.Subject.Question,
        ["note"] = bookmark.Note,
        ["tags"] = Texts(bookmark.Tags),
        ["madeMilliseconds"] = bookmark.MadeMilliseconds,
        ["changedMilliseconds"] = bookmark.ChangedMilliseconds,
    };

    public static CaseBookmark ReadBookmark(BsonDocument document)
    {
        var kind = document.Text("kind");
        var subject = new CaseSubject(KindOf(kind), document.Text("_id"), document.Text("title"), document.Text("question"));
        return new(subject, document.Text("note"), Texts(document, "tags"), document.Number("madeMilliseconds"), document.Number("changedMilliseconds"));
    }

    public static BsonDocument Write(CaseTrail trail) => new()
    {
        ["_id"] = trail.Name,
        ["questions"] = Texts(trail.Questions),
        ["savedMilliseconds"] = trail.SavedMilliseconds,
    };

    public static CaseTrail ReadTrail(BsonDocument document) => new(document.Text("_id"), Texts(document, "questions"), document.Number("savedMilliseconds"));

    public static BsonDocument Write(CaseQuery query) => new() { ["_id"] = query.Number, ["text"] = query.Text, ["askedMilliseconds"] = query.AskedMilliseconds };

    public static CaseQuery ReadQuery(BsonDocument document) => new(document.Number("_id"), document.Text("text"), document.Number("askedMilliseconds"));

    /// <summary>As files and jsonl name it.</summary>
    public static string NameOf(CaseSubjectKind kind) => Kinds.First(pair => pair.Kind == kind).Name;

    private static CaseSubjectKind KindOf(string name) => Array.FindIndex(Kinds, pair => pair.Name == name) is >= 0 and var place
        ? Kinds[place].Kind
        : throw new InvalidDataException($"expected a kind of subject, found {name}");

    private static BsonArray Texts(IReadOnlyList<string> texts) => new(texts.Select(text => new BsonValue(text)));

    private static string[] Texts(BsonDocument document, string field) =>
        [.. document.Array(field).Select(value => value.IsString ? value.AsString : throw new InvalidDataException($"field {field}: expected texts, found {value.Type}"))];
}

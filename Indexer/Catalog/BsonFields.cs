using LiteDB;

namespace PassiveDns.Indexer.Catalog;

/// <summary>Reads fields of documents that may have been damaged or changed: what is not there or of another type is refused.</summary>
internal static class BsonFields
{
    /// <exception cref="InvalidDataException">The field is not there, or no text.</exception>
    public static string Text(this BsonDocument document, string field) => Read(document, field, BsonType.String).AsString;

    public static string? TextOrNull(this BsonDocument document, string field) => document[field].IsNull ? null : document.Text(field);

    /// <exception cref="InvalidDataException">The field is not there, or no 64-bit integer.</exception>
    public static long Number(this BsonDocument document, string field) => Read(document, field, BsonType.Int64).AsInt64;

    public static long? NumberOrNull(this BsonDocument document, string field) => document[field].IsNull ? null : document.Number(field);

    public static bool Flag(this BsonDocument document, string field) => Read(document, field, BsonType.Boolean).AsBoolean;

    public static BsonDocument Document(this BsonDocument document, string field) => Read(document, field, BsonType.Document).AsDocument;

    public static BsonArray Array(this BsonDocument document, string field) => Read(document, field, BsonType.Array).AsArray;

    public static BsonDocument AsDocumentOrThrow(this BsonValue value) =>
        value.IsDocument ? value.AsDocument : throw new InvalidDataException($"expected a document, found {value.Type}");

    private static BsonValue Read(BsonDocument document, string field, BsonType type) =>
        document[field] is var value && value.Type == type
            ? value
            : throw new InvalidDataException($"field {field}: expected {type}, found {value.Type}");
}

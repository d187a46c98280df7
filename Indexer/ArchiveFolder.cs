namespace PassiveDns.Indexer;

/// <summary>What a writer does to an archive's folder before it starts.</summary>
internal static class ArchiveFolder
{
    /// <summary>Nothing is written to a folder that holds other things.</summary>
    public static void CheckIsOursOrEmpty(ArchiveLayout layout)
    {
        if (File.Exists(layout.Folder)) throw new ArchiveException($"{layout.Folder} is a file. Name a folder, by convention NAME.pdns.");
        if (!Directory.Exists(layout.Folder) || File.Exists(layout.Manifest)) return;

        // A process that died while it made the archive leaves these, and nothing worth keeping.
        string[] beginnings = [Path.GetFileName(layout.Lock), Path.GetFileName(layout.NewManifest)];
        var foreign = Directory.EnumerateFileSystemEntries(layout.Folder).Select(Path.GetFileName).FirstOrDefault(name => !beginnings.Contains(name));
        if (foreign is not null)
        {
            throw new ArchiveException(
                $"{layout.Folder} is no archive: it has no MANIFEST.json, but {foreign}. Name another folder, or an empty one.");
        }
    }

    public static ArchiveManifest ReadOrCreateManifest(ArchiveLayout layout, DurableFiles files)
    {
        if (File.Exists(layout.Manifest)) return ArchiveManifest.Read(layout);
        var manifest = ArchiveManifest.CreateEmpty();
        manifest.Commit(layout, files);
        return manifest;
    }

    /// <summary>Deletes what a process that died has left: files of runs that the manifest does not name, parts of sessions, a new manifest.</summary>
    public static void Sweep(ArchiveLayout layout, ArchiveManifest manifest, DurableFiles files)
    {
        if (File.Exists(layout.NewManifest)) files.Delete(layout.NewManifest);
        if (!Directory.Exists(layout.Runs)) return;
        // By name alone: facts must not hang on how the system spells the path of a folder.
        var live = manifest.Runs.Select(run => run.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(layout.Runs).Where(IsRunFile))
        {
            if (!live.Contains(Path.GetFileNameWithoutExtension(path))) files.Delete(path);
        }

        if (!Directory.Exists(layout.Parts)) return;
        foreach (var path in Directory.EnumerateFiles(layout.Parts).Where(IsRunFile)) files.Delete(path);
    }

    /// <summary>Only files of our own kinds are ever deleted.</summary>
    private static bool IsRunFile(string path) => Path.GetExtension(path) is ArchiveLayout.RRsetExtension or ArchiveLayout.RDataExtension or ArchiveLayout.DomainsExtension;
}

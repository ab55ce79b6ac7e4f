exports.main = async () => [];

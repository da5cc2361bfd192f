"""One address of each page type of the starter content, with the group that looks at it.

``SIGNED_IN`` is seen as an EIG, who is part of « Courriers limpides » and edits it; ``STAFF`` as the
programme’s team; ``OUTSIDE`` as an alumni; ``PUBLIC`` by anybody.
"""

from __future__ import annotations

SIGNED_IN = {
    "accueil": "/",
    "rubrique": "/academie/",
    "contenu": "/academie/atelier-conference/",
    "code de conduite": "/deontologie/",
    "parcours": "/parcours/eig/",
    "centre de ressources": "/ressources/",
    "ressource": "/ressources/note-de-frais/",
    "défis": "/defis/",
    "défi": "/defis/courriers-limpides/",
    "feuille de route": "/defis/courriers-limpides/feuille-de-route/",
    "pérennisation": "/defis/courriers-limpides/perennisation/",
    "historique": "/defis/courriers-limpides/historique/",
    "versions de la feuille de route": "/defis/courriers-limpides/feuille-de-route/versions/",
    "règles de la santé": "/suivi-des-defis/sante/",
    "compétences recherchées": "/suivi-des-defis/entraide/",
    "suivi des défis": "/suivi-des-defis/",
    "frise et états": "/suivi-des-defis/images/",
    "modifier la feuille de route": "/defis/courriers-limpides/feuille-de-route/modifier/",
    "modifier le plan": "/defis/courriers-limpides/perennisation/modifier/",
    "historique d’un défi terminé": "/defis/boussole-entreprises/historique/",
    "documents du défi": "/defis/courriers-limpides/documents/",
    "note stratégique": "/defis/courriers-limpides/documents/note-strategique/",
    "dossier de passation": "/defis/courriers-limpides/documents/dossier-de-passation/",
    "défi d’une autre équipe": "/defis/ponts-suivis/",
    "plan d’une autre équipe": "/defis/ponts-suivis/perennisation/",
    "retours": "/retours/",
    "retour": "/retours/se-taire-et-observer/",
    "actualités": "/actualites/",
    "actualité": "/actualites/demo-day-en-vue/",
    "annuaire": "/annuaire/",
    "personne": "/annuaire/lea-marchetti/",
    "profil": "/compte/profil/",
    "glossaire": "/glossaire/",
    "recherche": "/recherche/?q=note+de+frais",
    "recherche vide": "/recherche/?q=zzzzqqqq",
    "recherche d’un sigle": "/recherche/?q=DSI",
    "plan du site": "/plan-du-site/",
    "introuvable": "/cette-page-n-existe-pas/",
}
STAFF = {
    "suivi des défis": "/suivi-des-defis/",
    "suivi en images": "/suivi-des-defis/images/",
    "versions d’un défi terminé": "/defis/boussole-entreprises/feuille-de-route/versions/",
    "nouvelles des défis": "/nouvelles-du-defi/",
    "plan en danger": "/defis/ponts-suivis/perennisation/",
    "historique sans nouvelles": "/defis/cartables-pretes/historique/",
    "dossier incomplet": "/defis/ponts-suivis/documents/dossier-de-passation/",
}
# Somebody who is part of no défi under way.
OUTSIDE = {
    "porte de l’administration": "/admin/",
    "suivi réservé": "/suivi-des-defis/",
}
PUBLIC = {
    "connexion": "/compte/connexion/",
    "mot de passe oublié": "/compte/mot-de-passe/",
    "accessibilité": "/accessibilite/",
    "mentions légales": "/mentions-legales/",
    "données personnelles": "/donnees-personnelles/",
    "plan du site public": "/plan-du-site/",
    "données ouvertes": "/donnees-ouvertes/",
    "lien de nouvelles altéré": "/nouvelles-du-defi/lien-altere/",
}
GROUPS: dict[str | None, dict[str, str]] = {
    "EIG": SIGNED_IN,
    "Équipe du programme": STAFF,
    "Alumni": OUTSIDE,
    None: PUBLIC,
}
CASES = [(group, name, address) for group, addresses in GROUPS.items() for name, address in addresses.items()]
# The screens of the admin that are the hub’s, seen by the programme’s team, then by a member of a défi.
ADMIN = {
    "Équipe du programme": (
        "/admin/",
        "/admin/communaute/personnes/",
        "/admin/communaute/promotions/",
        "/admin/communaute/administrations/",
        "/admin/communaute/competences/",
        "/admin/invitations/",
        "/admin/defis/technologies/",
        "/admin/defis/problemes-communs/",
        "/admin/glossaire/",
        "/admin/themes/",
        "/admin/recherche/journal/ce-que-l-on-cherche/",
        "/admin/recherche/recherches-faites/",
        "/admin/recherche/synonymes/",
        "/admin/recherche/thesaurus/",
        "/admin/recherche/etat/",
        "/admin/recherche/fichiers/",
        "/admin/reports/relecture/",
        "/admin/settings/defis/defisettings/",
    ),
    "EIG": ("/admin/",),
}
